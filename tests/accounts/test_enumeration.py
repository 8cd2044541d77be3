"""
Nothing tells a known address from an unknown one: no word, no header, no statement, no time.

What holds is counted: the same statements and password hashings on both paths. The medians of a
clock beside them only say that nothing was overlooked by far.
"""

from statistics import median
from time import perf_counter

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db

TRIES = 40
PATHS = {
    "sign up": ("signup", {"password": "correct horse battery", "full_name": "Grace"}),
    "log in": ("login", {"password": "not the password"}),
    "log in with a code": ("login/code", {}),
    "forget the password": ("password/forgot", {}),
}
KNOWN, UNKNOWN = "ada@example.org", "nobody@example.org"


@pytest.fixture(autouse=True)
def _nothing_is_limited(settings):
    settings.DOVETAIL_ACCOUNTS = {
        "signup_rate": "",
        "login_rate": "",
        "mail_rate": "",
        "login_failures": 10_000,
        "account_login_failures": 10_000,
        "challenge_max_sends": 10_000,
    }


@pytest.fixture(params=PATHS)
def ask(request, anonymous, ada):
    """Ask one of the paths for an address."""
    path, more = PATHS[request.param]
    return lambda email: anonymous.post(f"/api/v1/auth/{path}", {"email": email, **more})


@pytest.fixture(params=[name for name in PATHS if name != "log in"])
def resend(request, anonymous, ada):
    """Ask to send again what was asked for an address."""
    path, more = PATHS[request.param]
    challenges = {
        email: anonymous.post(f"/api/v1/auth/{path}", {"email": email, **more}).json()["id"]
        for email in (KNOWN, UNKNOWN)
    }
    return lambda email: anonymous.post(
        "/api/v1/auth/email/resend", {"challenge_id": challenges[email]}
    )


def shape(answer):
    """What of an answer could tell one from another."""
    told = {
        key: value
        for key, value in answer.json().items()
        if key not in ("id", "expires_at", "instance", "request_id")
    }
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("X-Request-Id", "Content-Length", "RateLimit")
    }
    return answer.status_code, list(answer.json()), told, headers, len(answer.content)


def cost(ask, email, hashings):
    """Which tables are read and written, in which order, and how many passwords are hashed."""
    before = hashings()
    with CaptureQueriesContext(connection) as queries:
        answer = ask(email)
    assert answer.status_code in (202, 401)
    verbs = [query["sql"].split()[0] for query in queries]
    tables = [
        next((word for word in query["sql"].split('"') if word.startswith("dovetail_")), "")
        for query in queries
    ]
    return list(zip(verbs, tables, strict=True)), hashings() - before


def is_as_quick(ask):
    """Whether the medians of many tries, one known and one unknown at a time, are alike."""
    spent = {KNOWN: [], UNKNOWN: []}
    for _ in range(TRIES):
        for email, times in spent.items():
            start = perf_counter()
            ask(email)
            times.append(perf_counter() - start)
    return 0.5 < median(spent[KNOWN]) / median(spent[UNKNOWN]) < 2


def test_they_are_answered_alike(ask):
    assert shape(ask(KNOWN)) == shape(ask(UNKNOWN))


def test_they_cost_the_same_statements_and_hashings(hashings, ask):
    ask(KNOWN), ask(UNKNOWN)  # whatever is made at the first try is there

    assert cost(ask, KNOWN, hashings) == cost(ask, UNKNOWN, hashings)


def test_they_take_as_long(ask):
    assert is_as_quick(ask)


def test_sending_again_is_answered_alike_at_the_same_cost(hashings, resend):
    assert shape(resend(KNOWN)) == shape(resend(UNKNOWN))
    assert cost(resend, KNOWN, hashings) == cost(resend, UNKNOWN, hashings)
    assert is_as_quick(resend)


def test_those_who_are_limited_cost_the_same(hashings, anonymous, ada, settings):
    """Once too many failed from anywhere, known or not."""
    settings.DOVETAIL_ACCOUNTS = {"login_rate": "", "account_login_failures": 2}

    def ask(email, place="192.0.2.9"):
        body = {"email": email, "password": "not the password"}
        return anonymous.post("/api/v1/auth/login", body, REMOTE_ADDR=place)

    costs = []
    for email in (KNOWN, UNKNOWN):
        for number in range(2):
            ask(email, f"198.51.100.{number}")
        before = hashings()
        with CaptureQueriesContext(connection) as queries:
            assert ask(email).status_code == 429
        costs.append((len(queries), hashings() - before))

    assert costs[0] == costs[1]


def test_the_clock_would_notice_a_path_without_a_hashing(anonymous, ada, monkeypatch, settings):
    """What the clock is for: were nobody's password not hashed, this is how it would look."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    ada.set_password("correct horse battery")
    ada.save()
    monkeypatch.setattr("dovetail.accounts.passwords.make_password", lambda password: password)
    monkeypatch.setattr(f"{__name__}.TRIES", 3)
    path, body = "/api/v1/auth/login", {"password": "not the password"}

    assert not is_as_quick(lambda email: anonymous.post(path, {"email": email, **body}))


def test_a_mail_goes_to_the_stored_address_only(anonymous, ada, deliver, mailoutbox):
    get_user_model().objects.filter(pk=ada.pk).update(email="Ada@Example.org")

    for path in ("login/code", "password/forgot"):
        anonymous.post(f"/api/v1/auth/{path}", {"email": "aDA@exAMPLE.org"})
    deliver()

    assert [mail.to for mail in mailoutbox] == [["Ada@Example.org"]] * 2
