"""Refresh tokens in a cookie that scripts cannot read."""

import pytest

from dovetail.accounts.testing import bearer

pytestmark = pytest.mark.django_db

LOGIN, REFRESH, LOGOUT = (f"/api/v1/auth/{path}" for path in ("login", "token/refresh", "logout"))
COOKIE = "__Host-dovetail-refresh"
HEADER = {"HTTP_X_REQUESTED_WITH": "fetch"}


@pytest.fixture(autouse=True)
def by_cookie(settings):
    settings.DOVETAIL_ACCOUNTS = {"refresh_transport": "cookie"}


@pytest.fixture
def login(anonymous, ada, password):
    return anonymous.post(LOGIN, {"email": "ada@example.org", "password": password})


def test_the_token_is_in_a_cookie_of_this_host_alone(login):
    cookie = login.cookies[COOKIE]

    assert login.json()["tokens"]["refresh_token"] is None
    assert cookie.value.startswith("dvtr_")
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Strict")
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_the_cookie_is_exchanged_for_the_next(anonymous, login):
    answer = anonymous.post(REFRESH, **HEADER)

    assert answer.status_code == 200
    assert answer.cookies[COOKIE].value != login.cookies[COOKIE].value
    assert bearer(answer.json()["access_token"]).get("/api/v1/me").status_code == 200


def test_without_the_header_the_cookie_counts_for_nothing(anonymous, login):
    answer = anonymous.post(REFRESH)

    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert anonymous.post(REFRESH, **HEADER).status_code == 200


def test_a_token_in_the_body_is_not_taken_for_the_cookie(anonymous, login):
    token = login.cookies[COOKIE].value
    anonymous.cookies.clear()

    answer = anonymous.post(REFRESH, {"refresh_token": token}, **HEADER)

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


def test_logging_out_takes_the_cookie_away(login):
    client = bearer(login.json()["tokens"]["access_token"])

    answer = client.post(LOGOUT)

    assert answer.status_code == 204
    assert answer.cookies[COOKIE].value == ""
    assert answer.cookies[COOKIE]["max-age"] == 0


def test_signing_up_and_reauthenticating_hide_it_too(login, password):
    client = bearer(login.json()["tokens"]["access_token"])

    answer = client.post("/api/v1/auth/reauthenticate", {"password": password})

    assert answer.json()["refresh_token"] is None
    assert answer.cookies[COOKIE].value.startswith("dvtr_")
