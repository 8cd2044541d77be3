"""Passwords that others know, asked of a real server on loopback."""

import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dovetail.accounts.adapters import PwnedPasswords
from dovetail.accounts.ports import CannotTell

pytestmark = pytest.mark.django_db

KNOWN = "a password known to everybody"
PADDING = "a password that is padding"


def digest(password):
    return hashlib.sha1(password.encode()).hexdigest().upper()


@pytest.fixture
def asked():
    """What the server was asked: paths and headers."""
    return []


@pytest.fixture
def server(asked, settings):
    """A server with the ranges of both passwords; `status` and `delay` make it ill."""

    class Ranges(BaseHTTPRequestHandler):
        status, delay = 200, 0.0

        def do_GET(self):
            asked.append((self.path, self.headers["Add-Padding"]))
            time.sleep(self.delay)
            found = f"{digest(KNOWN)[5:]}:37\r\n{digest(PADDING)[5:]}:0\r\n{'A' * 35}:2"
            self.send_response(self.status)
            self.end_headers()
            self.wfile.write(found.encode())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ranges)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.DOVETAIL_ACCOUNTS = {
        "breached_passwords_url": f"http://127.0.0.1:{server.server_port}/range/"
    }
    yield Ranges
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def pwned(wire):
    wire({"accounts.BreachedPasswords": "dovetail.accounts.adapters.PwnedPasswords"})


def sign_up(client, password):
    body = {"email": "grace@example.org", "password": password, "full_name": "Grace Hopper"}
    return client.post("/api/v1/auth/signup", body)


def test_five_digits_are_asked_for_and_nothing_else(server, asked):
    assert PwnedPasswords().contains(KNOWN)
    assert asked == [(f"/range/{digest(KNOWN)[:5]}", "true")]


def test_what_pads_the_answer_and_what_is_not_in_it_is_unknown(server):
    assert not PwnedPasswords().contains(PADDING)
    assert not PwnedPasswords().contains("a password that is in no list")


def test_a_known_password_is_refused_wherever_one_is_chosen(
    server, pwned, anonymous, ada_client, password
):
    refused = [
        sign_up(anonymous, KNOWN),
        ada_client.post(
            "/api/v1/auth/password/change",
            {"current_password": password, "new_password": KNOWN},
        ),
        anonymous.post(
            "/api/v1/auth/password/reset",
            {
                "challenge_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e70",
                "code": "BCDF2345",
                "new_password": KNOWN,
            },
        ),
    ]

    assert [answer.json()["reasons"][0]["code"] for answer in refused] == ["password_breached"] * 3


def test_a_server_that_is_ill_lets_the_password_pass_and_an_event_says_so(
    server, pwned, anonymous, names_of
):
    server.status = 503

    answer = sign_up(anonymous, KNOWN)

    assert answer.status_code == 202
    assert names_of()[0] == "accounts.breach_check_unavailable.v1"


def test_a_server_that_does_not_answer_is_not_waited_for(server, monkeypatch):
    server.delay = 1.0
    monkeypatch.setattr(PwnedPasswords, "TIMEOUT_SECONDS", 0.1)

    with pytest.raises(CannotTell):
        PwnedPasswords().contains(KNOWN)


def test_a_server_that_is_not_there_cannot_tell(settings):
    settings.DOVETAIL_ACCOUNTS = {"breached_passwords_url": "http://127.0.0.1:9/"}

    with pytest.raises(CannotTell):
        PwnedPasswords().contains(KNOWN)
