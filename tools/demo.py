"""A business day over HTTP, against a running `make run`: demo.py http://127.0.0.1:8000"""

import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

PASSWORD = "a walk through the whole house"
CODE = re.compile(r"^\s{2,}([A-Z0-9][A-Z0-9-]{4,11})\s*$", re.MULTILINE)
TOKEN = re.compile(r"invitation token:\s+(\S+)")
PATIENCE_SECONDS = 30.0

Answer = dict[str, Any]


class Unexpected(Exception):
    """The day went another way than it should."""


class Wire(Protocol):
    """How requests and mails travel: over HTTP here, inside the process in a test."""

    def send(
        self, method: str, path: str, body: Answer | None, token: str | None
    ) -> tuple[int, Answer]: ...

    def mails_to(self, address: str) -> list[Answer]:
        """The newest first, with `subject` and `text`."""
        ...

    def wait(self) -> None:
        """Let what happens in the background go on for a moment."""
        ...


@dataclass(slots=True)
class Http:
    base: str

    def send(
        self, method: str, path: str, body: Answer | None, token: str | None
    ) -> tuple[int, Answer]:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def mails_to(self, address: str) -> list[Answer]:
        found = self.send("GET", f"/mail.json?to={urllib.parse.quote(address)}", None, None)[1]
        mails: list[Answer] = found["mails"]
        return mails

    def wait(self) -> None:
        time.sleep(0.2)


@dataclass(slots=True)
class Person:
    name: str
    address: str
    token: str | None = None


@dataclass(slots=True)
class Day:
    """The steps, each told with its request, its status and what is interesting in the answer."""

    wire: Wire
    tell: Callable[[str], None] = print
    suffix: str = field(default_factory=lambda: uuid4().hex[:6])
    organization_id: str = ""

    def person(self, name: str) -> Person:
        return Person(name, f"{name.lower()}-{self.suffix}@example.com")

    def call(
        self,
        who: Person | None,
        method: str,
        path: str,
        body: Answer | None = None,
        *,
        expect: int,
        show: str = "",
    ) -> Answer:
        """One request; `show` names the parts of the answer to print, such as `plans.0.code`."""
        token = who.token if who else None
        status, answer = self.wire.send(method, f"/api/v1{path}", body, token)
        shown = {name: _part(answer, name) for name in show.split()}
        words = json.dumps(shown, ensure_ascii=False) if shown else ""
        self.tell(f"    {method} /api/v1{path} -> {status} {words}".rstrip())
        if status != expect:
            raise Unexpected(f"{method} {path}: {status} instead of {expect}: {answer}")
        return answer

    def step(self, title: str) -> None:
        self.tell(f"\n{title}")

    def until(self, title: str, look: Callable[[], Any]) -> Any:
        """What a look finds at last, once the background has done its part."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := look()):
            if time.monotonic() > deadline:
                raise Unexpected(f"It did not happen: {title}.")
            self.wire.wait()
        return found

    def mail(self, who: Person, subject: str) -> str:
        def look() -> list[Answer]:
            mails = self.wire.mails_to(who.address)
            return [mail for mail in mails if subject.casefold() in mail["subject"].casefold()]

        found = self.until(f"a mail to {who.address} about '{subject}'", look)[0]
        self.tell(f"    mail to {who.address}: {found['subject']}")
        text: str = found["text"]
        return text

    @property
    def _organization(self) -> str:
        return f"/organizations/{self.organization_id}"

    @property
    def _billing(self) -> str:
        return f"{self._organization}/billing"

    def sign_up(self, who: Person) -> None:
        body = {"email": who.address, "password": PASSWORD, "full_name": who.name}
        challenge = self.call(None, "POST", "/auth/signup", body, expect=202, show="expires_at")
        code = _found(CODE, self.mail(who, "code"))
        verification = {"challenge_id": challenge["id"], "code": code}
        self.call(None, "POST", "/auth/email/verify", verification, expect=200, show="status")
        login = {"email": who.address, "password": PASSWORD}
        answer = self.call(None, "POST", "/auth/login", login, expect=200, show="status")
        who.token = answer["tokens"]["access_token"]

    def found_organization(self, owner: Person) -> None:
        body = {"name": f"Analytical Engines {self.suffix}"}
        founded = self.call(owner, "POST", "/organizations", body, expect=201, show="name slug")
        self.organization_id = founded["id"]

    def subscribe(self, owner: Person) -> str:
        self.call(None, "GET", "/billing/plans", expect=200, show="plans.*.code")
        card = {"gateway_token": "pm_ok"}
        path = f"{self._billing}/payment-methods"
        self.call(owner, "POST", path, card, expect=201, show="brand last4 is_default")
        path = f"{self._billing}/subscriptions"
        answer = self.call(owner, "POST", path, {"plan": "team"}, expect=201, show="plan status")
        subscription_id: str = answer["id"]
        self.until("the first invoice is paid", lambda: self._paid(owner))
        self.call(
            owner,
            "GET",
            f"{self._billing}/invoices",
            expect=200,
            show="invoices.0.number invoices.0.status invoices.0.total",
        )
        return subscription_id

    def _paid(self, owner: Person) -> bool:
        path = f"/api/v1{self._billing}/invoices?status=paid"
        return bool(self.wire.send("GET", path, None, owner.token)[1].get("invoices"))

    def invite(self, owner: Person, guest: Person) -> None:
        body = {"email": guest.address, "role": "member"}
        path = f"{self._organization}/invitations"
        self.call(owner, "POST", path, body, expect=201, show="email role")
        self.sign_up(guest)
        token = _found(TOKEN, self.mail(guest, "invites you"))
        path = "/invitations/accept"
        self.call(guest, "POST", path, {"token": token}, expect=200, show="role user.full_name")

    def see_seat(self, owner: Person, subscription_id: str) -> None:
        path = f"{self._billing}/subscriptions/{subscription_id}/upcoming-invoice"

        def has_two_seats() -> bool:
            upcoming = self.wire.send("GET", f"/api/v1{path}", None, owner.token)[1]
            return any(line["quantity"] == 2 for line in upcoming.get("lines", []))

        self.until("the second seat is on the upcoming invoice", has_two_seats)
        self.call(owner, "GET", path, expect=200, show="lines.*.description lines.*.quantity total")

    def read_inbox(self, owner: Person, guest: Person) -> None:
        def heard() -> bool:
            answer = self.wire.send("GET", "/api/v1/me/notifications", None, owner.token)[1]
            return any(guest.name in note["title"] for note in answer.get("notifications", []))

        self.until("the inbox tells of the new member", heard)
        show = "notifications.*.title"
        self.call(owner, "GET", "/me/notifications", expect=200, show=show)
        self.call(owner, "GET", "/me/notifications/counts", expect=200, show="unread")

    def keep_out(self, guest: Person, stranger: Person) -> None:
        self.call(guest, "GET", f"{self._billing}/invoices", expect=403, show="code detail")
        self.call(stranger, "GET", self._organization, expect=404, show="code detail")
        self.call(stranger, "GET", f"{self._billing}/invoices", expect=404, show="code")

    def decline(self, owner: Person) -> None:
        path = f"{self._billing}/payment-methods"
        card = {"gateway_token": "pm_declined"}
        self.call(owner, "POST", path, card, expect=201, show="brand last4 is_default")
        clock = self.call(owner, "GET", f"{self._billing}/test-clock", expect=200, show="now_at")
        later = datetime.fromisoformat(clock["now_at"]) + timedelta(days=32)
        path = f"{self._billing}/test-clock/advance"
        self.call(owner, "POST", path, {"to": later.isoformat()}, expect=200, show="now_at")
        self.tell("    " + self.mail(owner, "failed").strip().replace("\n", "\n    "))
        show = "invoices.0.number invoices.0.status invoices.1.number invoices.1.status"
        self.call(owner, "GET", f"{self._billing}/invoices", expect=200, show=show)


def walk(day: Day) -> None:
    """
    The whole day.

    :raises Unexpected: at the first step that goes another way.
    """
    ada, ben, eve = day.person("Ada"), day.person("Ben"), day.person("Eve")
    day.step("Ada signs up, reads the code in her mail, and logs in.")
    day.sign_up(ada)
    day.step("She founds an organization.")
    day.found_organization(ada)
    day.step("She sees the plans, subscribes with a good card, and the first invoice is paid.")
    subscription_id = day.subscribe(ada)
    day.step("She invites Ben; he signs up and accepts.")
    day.invite(ada, ben)
    day.step("His seat appears on the upcoming invoice, by an event.")
    day.see_seat(ada, subscription_id)
    day.step("Her inbox tells her that he came.")
    day.read_inbox(ada, ben)
    day.step("Ben may not read invoices. To Eve, there is no such organization.")
    day.sign_up(eve)
    day.keep_out(ben, eve)
    day.step("A month passes on the organization's clock; the new card is declined.")
    day.decline(ada)


def _part(answer: Any, path: str) -> Any:
    """`plans.*.code` of an answer; None where there is no such part."""
    for index, name in enumerate(names := path.split(".")):
        if name == "*":
            rest = ".".join(names[index + 1 :])
            return [_part(each, rest) for each in answer or []]
        if isinstance(answer, list):
            answer = answer[int(name)] if int(name) < len(answer) else None
        else:
            answer = (answer or {}).get(name)
    return answer


def _found(pattern: re.Pattern[str], text: str) -> str:
    if match := pattern.search(text):
        return match[1]
    raise Unexpected(f"No {pattern.pattern} in: {text}")


def main() -> int:
    base = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    try:
        walk(Day(Http(base)))
    except Unexpected as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except urllib.error.URLError as error:
        print(f"Nothing answers at {base} ({error.reason}); start it: make run", file=sys.stderr)
        return 1
    print("\nThat was the day. The mails are at " + base + "/mail")
    return 0


if __name__ == "__main__":
    sys.exit(main())
