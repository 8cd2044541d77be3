"""Bad input is refused in words, changes nothing and is told to nobody."""

import json

import pytest

from dovetail.accounts.models import Challenge, LoginFailures, Session
from dovetail.shared_kernel.identifiers import uuid7

pytestmark = pytest.mark.django_db

GOOD = {
    "signup": {"email": "grace@example.org", "password": "a good long one", "full_name": "Grace"},
    "email/verify": {"challenge_id": str(uuid7()), "code": "2222-2222"},
    "email/resend": {"challenge_id": str(uuid7())},
    "login": {"email": "grace@example.org", "password": "a good long one"},
    "login/mfa": {"challenge_id": str(uuid7()), "method": "totp", "code": "123456"},
    "login/enrollment/totp": {"challenge_id": str(uuid7()), "enrollment_token": "x" * 43},
    "login/enrollment/totp/confirm": {
        "challenge_id": str(uuid7()),
        "enrollment_token": "x" * 43,
        "code": "123456",
    },
    "token/refresh": {"refresh_token": "dvtr_AAAA"},
}
VERBATIM = ("password", "refresh_token", "enrollment_token")
STRANGE = [
    None,
    5,
    True,
    [],
    {},
    "",
    "\0",
    "a\0b@example.org",
    "\u202e",
    "x" * 300_000,
    "not-a-uuid\n",
]


def rows():
    return [list(model.objects.values()) for model in (Challenge, Session)]


@pytest.fixture(autouse=True)
def _nothing_happens(request, published):
    before = rows(), published()
    yield
    assert (rows(), published()) == before


def is_problem(answer, *statuses):
    assert answer.status_code in statuses, (answer.status_code, answer.content[:500])
    assert answer["Content-Type"] == "application/problem+json"
    return True


@pytest.mark.parametrize("path", GOOD)
@pytest.mark.parametrize("value", STRANGE, ids=lambda value: repr(value)[:20])
def test_a_strange_value_is_refused(anonymous, path, value):
    for name in GOOD[path]:
        answer = anonymous.post(f"/api/v1/auth/{path}", {**GOOD[path], name: value})

        is_token = name in ("password", "refresh_token", "enrollment_token") and isinstance(
            value, str
        )
        assert is_problem(answer, *((401, 422) if is_token else (422,)))


@pytest.mark.parametrize("path", GOOD)
def test_every_key_is_required_and_no_other_known(anonymous, path):
    url = f"/api/v1/auth/{path}"

    missing = anonymous.post(url, {})
    more = anonymous.post(url, {**GOOD[path], "is_staff": True})

    assert {error["pointer"] for error in missing.json()["errors"]} == {
        f"/{name}" for name in GOOD[path]
    }
    assert more.json()["errors"][0]["code"] == "unknown_field"


@pytest.mark.parametrize("path", GOOD)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"\xff\xfe", 400),
        (b'{"email": "\\ud800"}', 400),
        (b'{"email": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"password": "' + b"x" * 1_048_577 + b'"}', 413),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_malformed_bodies_are_refused(anonymous, path, body, status):
    answer = anonymous.generic("POST", f"/api/v1/auth/{path}", body, "application/json")

    assert is_problem(answer, status)


@pytest.mark.parametrize("path", GOOD)
def test_a_repeated_key_is_refused(anonymous, path):
    text = json.dumps(GOOD[path])
    body = text[:-1] + ", " + text[1:]

    answer = anonymous.generic("POST", f"/api/v1/auth/{path}", body, "application/json")

    assert is_problem(answer, 400)


@pytest.mark.parametrize("path", GOOD)
def test_other_methods_types_and_parameters_are_refused(anonymous, path):
    url = f"/api/v1/auth/{path}"

    assert is_problem(anonymous.get(url), 405)
    assert is_problem(anonymous.post(url, "email=a", content_type="text/plain"), 415)
    assert is_problem(anonymous.post(f"{url}?debug=1", GOOD[path]), 400)
    assert is_problem(anonymous.post(f"{url}/", GOOD[path]), 404)


ODD = ["ada@straße.example", '"ada"@example.org', "ada@[127.0.0.1]", "ad\u0131a@example.org"]


@pytest.mark.parametrize("email", [*ODD, "ada"])
def test_an_address_that_cannot_be_used_is_refused(anonymous, email):
    assert is_problem(
        anonymous.post("/api/v1/auth/signup", {**GOOD["signup"], "email": email}), 422
    )


@pytest.mark.parametrize("email", [*ODD, "nobody@example.org"])
def test_nobody_logs_in_with_an_address_that_no_account_can_have(anonymous, email):
    answer = anonymous.post("/api/v1/auth/login", {**GOOD["login"], "email": email})

    assert is_problem(answer, 401)
    assert answer.json()["code"] == "invalid_credentials"


def test_what_is_refused_is_not_counted_as_a_guess(anonymous):
    anonymous.post("/api/v1/auth/login", {**GOOD["login"], "email": "not an address"})

    assert LoginFailures.objects.count() == 0
