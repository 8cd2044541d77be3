"""Access tokens: whom they let in, and whom not."""

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from rest_framework.test import APIRequestFactory

from dovetail.accounts import tokens
from dovetail.accounts.api.authentication import BearerAuthentication
from dovetail.accounts.models import Session
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.authz import Actor

pytestmark = pytest.mark.django_db

ME = "/api/v1/me"


@pytest.fixture
def claims(ada_tokens):
    return jwt.decode(ada_tokens.access_token, options={"verify_signature": False})


@pytest.fixture
def sign():
    """Sign claims as the server does, or with what is given instead."""

    def make(claims, key=None, algorithm="HS256", headers=None):
        key = tokens._access_keys()[0] if key is None else key
        return jwt.encode(claims, key, algorithm=algorithm, headers=headers)

    return make


def test_the_claims_are_those_that_others_read(claims, ada):
    session = Session.objects.get()

    assert claims["sub"] == claims["user_id"] == str(ada.pk)
    assert claims["sid"] == str(session.id)
    assert (claims["iss"], claims["aud"]) == ("dovetail", "dovetail")
    assert claims["exp"] - claims["iat"] == 600
    assert claims["token_type"] == "access"
    assert claims["amr"] == ["pwd"]
    assert claims["auth_time"] == int(session.authenticated_at.timestamp())
    assert len(claims["jti"]) == 32


def test_a_request_costs_one_query_for_who_asks(ada_client, django_assert_num_queries):
    with django_assert_num_queries(2):  # who asks; the profile
        assert ada_client.get(ME).status_code == 200


def test_a_view_of_any_project_gets_the_user_and_the_actor(ada, ada_tokens):
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"bearer {ada_tokens.access_token}")

    user, actor = BearerAuthentication().authenticate(request)

    session = Session.objects.get()
    assert user == ada
    assert actor == Actor(
        kind="user",
        user_id=str(ada.pk),
        session_id=str(session.id),
        authenticated_at=session.authenticated_at,
    )


PROJECT = """
import sys, django
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50,
    AUTH_USER_MODEL="dovetail_accounts.User",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "dovetail.shared_kernel",
                    "dovetail.accounts"],
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES":
                    ["dovetail.accounts.api.authentication.BearerAuthentication"]},
)
django.setup()
"""
LOADED = """
import rest_framework.views
print(rest_framework.views.APIView.authentication_classes[0].__name__)
"""
BLOCKED = """
for name in [name for name in sys.modules if name.startswith("dovetail.accounts.api")]:
    del sys.modules[name]
sys.modules["rest_framework.views"] = None
import dovetail.accounts.api.authentication
print("BearerAuthentication")
"""


@pytest.mark.parametrize("rest", [LOADED, BLOCKED])
def test_the_authenticator_loads_while_the_views_of_drf_still_load(rest):
    done = subprocess.run(
        [sys.executable, "-c", PROJECT + rest], capture_output=True, text=True, check=False
    )

    assert done.stdout.strip() == "BearerAuthentication", done.stderr


CHANGES = {
    "expired": {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
    "just expired": {"exp": datetime.now(UTC) - timedelta(seconds=1)},
    "not yet valid": {"nbf": datetime(2100, 1, 1, tzinfo=UTC)},
    "other audience": {"aud": "another"},
    "audience among others is theirs": {"aud": ["another"]},
    "other issuer": {"iss": "another"},
    "another kind": {"token_type": "refresh"},
    "another user": {"sub": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f"},
    "another session": {"sid": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f"},
    "no session": {"sid": "none"},
    "session of another type": {"sid": 7},
    "NUL in the user": {"sub": "\0"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_token_that_says_something_else_is_refused(claims, sign, change):
    answer = bearer(sign({**claims, **CHANGES[change]})).get(ME)

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "sid", "iat", "exp", "jti", "token_type"])
def test_no_claim_may_be_missing(claims, sign, claim):
    del claims[claim]

    assert bearer(sign(claims)).get(ME).status_code == 401


def _unsigned(claims, algorithm):
    parts = [{"alg": algorithm, "typ": "JWT"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join(encoded) + "."


def _confused(claims, sign):
    yield _unsigned(claims, "none")
    yield _unsigned(claims, "None")
    yield _unsigned(claims, "HS256")
    yield sign(claims, algorithm="HS512", key=tokens._access_keys()[0] * 2)
    yield sign(claims, key=b"another key that is long enough for HS256")
    yield sign(claims, key=tokens._keys("refresh")[0])
    yield sign(claims, key=b"x" * 32, headers={"kid": "../../dev/null", "jku": "http://evil.test"})
    yield sign(claims, headers={"crit": ["exp"], "exp": 1})


def test_a_confused_or_forged_signature_is_refused(claims, sign):
    answers = [bearer(token).get(ME) for token in _confused(claims, sign)]

    assert [answer.status_code for answer in answers] == [401] * 8
    assert {answer["WWW-Authenticate"] for answer in answers} == {'Bearer realm="api"'}


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer a.b.c",
        "Bearer " + "a" * 5000,
        "Bearer \x00",
        "Bearer é.è.ê",
        "Bearer e30.e30.e30",
        "Basic YWRhOnNlY3JldA==",
        "",
    ],
)
def test_what_is_no_token_is_401(anonymous, header):
    answer = anonymous.get(ME, HTTP_AUTHORIZATION=header)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


class Later(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(minutes=10)


def test_a_token_is_verified_once_and_still_ends(ada, monkeypatch):
    token = tokens_of(ada).access_token
    calls, decode = [], jwt.decode_complete
    monkeypatch.setattr(jwt, "decode_complete", lambda *a, **k: calls.append(a) or decode(*a, **k))

    assert [bearer(token).get(ME).status_code for _ in range(3)] == [200] * 3
    assert len(calls) == 1
    monkeypatch.setattr(tokens, "datetime", Later)
    assert bearer(token).get(ME).json()["code"] == "invalid_token"


def test_what_was_not_valid_is_verified_each_time(claims, sign):
    early = sign({**claims, "nbf": datetime.now(UTC) + timedelta(seconds=1)})
    known = tokens._verified.cache_info().currsize

    assert [bearer(early).get(ME).status_code for _ in range(2)] == [401] * 2
    assert tokens._verified.cache_info().currsize == known


def test_a_refresh_token_is_no_access_token(ada_tokens):
    assert bearer(ada_tokens.refresh_token).get(ME).status_code == 401


def test_a_project_may_choose_the_key_and_rotate_it(ada, settings):
    first, second = "first key, of thirty-two bytes or so", "second key, of thirty-two bytes or so"
    settings.DOVETAIL_ACCOUNTS = {"jwt_signing_key": first}
    token = tokens_of(ada).access_token
    settings.DOVETAIL_ACCOUNTS = {"jwt_signing_key": second, "jwt_previous_keys": (first,)}
    assert bearer(token).get(ME).status_code == 200

    settings.DOVETAIL_ACCOUNTS = {"jwt_signing_key": second}

    assert bearer(token).get(ME).status_code == 401
