"""The provider of OpenID Connect of a test run, and a browser that visits it."""

import json
import ssl
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from openid_provider import CLIENT_ID, CLIENT_SECRET

REDIRECT_URI = "https://app.example/back"


class StaysHere(HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


class OpenidProcess:
    """A provider in a process of its own."""

    def __init__(self, certificate=None):
        script = Path(__file__).with_name("openid_provider.py")
        self.running = subprocess.Popen(
            [sys.executable, str(script), *([str(certificate)] if certificate else [])],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.issuer = self.running.stdout.readline().strip()
        assert self.issuer, "The provider did not start."
        trusted = ssl.create_default_context(cafile=certificate)
        self.opener = build_opener(StaysHere, HTTPSHandler(context=trusted))

    def stop(self):
        self.running.kill()
        self.running.wait(10)
        self.running.stdout.close()

    @property
    def setting(self):
        """What a project sets of it."""
        return {
            "issuer": self.issuer,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "redirect_uris": (REDIRECT_URI,),
            "name": "The Provider",
        }

    def control(self, **mode):
        """What it says from now on, and how it misbehaves; nothing is the best behavior."""
        self._ask("/control", json.dumps(mode).encode())

    def rotate(self):
        self._ask("/rotate", b"{}")

    def seen(self):
        """What it was asked since it was last told how to behave, and the codes it was shown."""
        return json.loads(self._ask("/control"))

    def visit(self, authorization_url):
        """Log in as a person would; the whole address that the browser is sent back to."""
        try:
            self.opener.open(authorization_url, timeout=10)
        except HTTPError as answer:
            with answer:
                return answer.headers["Location"]
        raise AssertionError("The provider does not send the browser back.")

    def log_in(self, authorization_url):
        """The same, and what is written there for our client."""
        return dict(parse_qsl(urlsplit(self.visit(authorization_url)).query))

    def _ask(self, path, body=None):
        with self.opener.open(Request(self.issuer + path, body), timeout=10) as answer:
            return answer.read()
