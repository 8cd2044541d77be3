"""A small client of the composed API, with nothing but the standard library."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

WAIT_SECONDS = 60.0
"""How long the walk waits for what happens behind a request."""


class Unexpected(Exception):
    """The API answered something else than the walk expects; the message says what."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the body as Python sees its JSON."""

    method: str
    path: str
    status: int
    body: Any

    def __getitem__(self, key: str) -> Any:
        return self.body[key]


@dataclass(slots=True)
class Client:
    """Speaks JSON to one host, with one person's access token or none."""

    url: str
    token: str | None = None
    saw: Callable[[Answer], None] = lambda answer: None
    wait_seconds: float = WAIT_SECONDS

    def get(self, path: str, *, expect: int = 200) -> Answer:
        return self.request("GET", path, expect=expect)

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, expect: int) -> Answer:
        return self.request("POST", path, body, expect=expect)

    def request(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, expect: int
    ) -> Answer:
        """
        Send one request; a POST with an Idempotency-Key, which what moves money asks for.

        :raises Unexpected: for a status that was not expected.
        """
        answer = self._send(method, path, body)
        self.saw(answer)
        if answer.status != expect:
            raise Unexpected(f"{method} {path}: {answer.status} instead of {expect}: {answer.body}")
        return answer

    def until(self, path: str, is_so: Callable[[Any], Any], *, what: str) -> Answer:
        """
        Ask again until it is so, because it happens behind a request, not in it.

        :raises Unexpected: when it does not happen in time.
        """
        give_up = time.monotonic() + self.wait_seconds
        while True:
            answer = self._send("GET", path, None)
            if answer.status == 200 and is_so(answer.body):
                self.saw(answer)
                return answer
            if time.monotonic() > give_up:
                raise Unexpected(f"{what} did not happen: GET {path}: {answer.body}")
            time.sleep(0.2)

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        headers = {"Accept": "application/json, */*;q=0.1"}
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return _answer(method, path, response.status, response.read())
        except urllib.error.HTTPError as error:
            return _answer(method, path, error.code, error.read())


def _answer(method: str, path: str, status: int, raw: bytes) -> Answer:
    try:
        body = json.loads(raw) if raw else None
    except ValueError:
        body = raw.decode(errors="replace")
    return Answer(method, path, status, body)


def quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")
