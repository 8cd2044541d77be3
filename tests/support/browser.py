"""A headless Chromium with authenticators of its own, over the DevTools protocol."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 30.0
# Root has no sandbox, and a container little shared memory; nothing is asked beyond loopback.
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
)


class PageFailed(Exception):
    """What a script of a page threw."""


def executable() -> str | None:
    """The Chromium of this machine, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium(program: str, profile: Path) -> "Iterator[Browser]":
    """A Chromium with a profile of its own, as long as the ``with`` lasts."""
    with (profile / "log").open("wb") as log:
        command = [program, *ARGUMENTS, f"--user-data-dir={profile}"]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            with connect(_address(process, profile), max_size=None) as socket:
                yield Browser(socket)
        finally:
            _end(process)


def _address(process: "subprocess.Popen[bytes]", profile: Path) -> str:
    """Where Chromium says that it listens."""
    file = profile / "DevToolsActivePort"
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise RuntimeError(f"Chromium does not start: {(profile / 'log').read_text()[-2000:]}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


class Browser:
    """A Chromium that is driven."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._calls = 0

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol; events meanwhile are passed over."""
        self._calls += 1
        message: dict[str, Any] = {"id": self._calls, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        self._socket.send(json.dumps(message))
        until = time.monotonic() + SECONDS
        while True:
            answer = json.loads(self._socket.recv(timeout=max(0.0, until - time.monotonic())))
            if answer.get("id") == self._calls:
                if "error" in answer:
                    raise PageFailed(f"{method}: {answer['error']['message']}")
                found: dict[str, Any] = answer["result"]
                return found

    def open(self, url: str) -> "Page":
        """A page in a profile of its own, once it is loaded."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        page = Page(self, attached["sessionId"])
        page.go(url)
        return page


class Page:
    """A page, and the authenticators that are plugged into it."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        until = time.monotonic() + SECONDS
        while self.run("[location.href, document.readyState]") != [url, "complete"]:
            assert time.monotonic() < until, f"{url} is not loaded."
            time.sleep(0.02)

    def run(self, script: str) -> Any:
        """
        What an expression answers, or its promise.

        :raises PageFailed: with what it threw.
        """
        answer = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise PageFailed(answer["exceptionDetails"]["exception"].get("description"))
        return answer["result"].get("value")

    def plug_in(self, **options: Any) -> str:
        """An authenticator as a laptop has it, where its user is verified; its id."""
        self.call("WebAuthn.enable")
        laptop = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self.call("WebAuthn.addVirtualAuthenticator", options={**laptop, **options})
        found: str = added["authenticatorId"]
        return found
