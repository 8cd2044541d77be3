"""Logging in and out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dovetail.accounts import errors, services
from dovetail.accounts.models import LoginFailures, Session
from dovetail.accounts.testing import bearer

pytestmark = pytest.mark.django_db

LOGIN = "/api/v1/auth/login"


@pytest.fixture
def off(make_user, password):
    """Somebody who was turned off."""
    return make_user("off@example.org", password=password, is_active=False)


@pytest.fixture
def log_in(anonymous, password):
    def post(email="ada@example.org", password=password, **extra):
        return anonymous.post(LOGIN, {"email": email, "password": password}, **extra)

    return post


def test_address_and_password_open_a_session(log_in, ada, published):
    answer = log_in()

    assert answer.status_code == 200
    assert list(answer.json()) == ["status", "tokens", "challenge", "recovery_codes"]
    session = Session.objects.get()
    assert str(session.user_id) == str(ada.pk)
    assert published() == [
        (
            "accounts.user_logged_in.v1",
            {
                "user_id": str(ada.pk),
                "session_id": str(session.id),
                "amr": ["pwd"],
                "is_new_device": False,
            },
        )
    ]
    ada.refresh_from_db()
    assert ada.last_login == session.authenticated_at


def test_wrong_unknown_and_inactive_are_one_answer(log_in, ada, off, published):
    answers = [
        log_in(password="not the password"),
        log_in("nobody@example.org"),
        log_in("off@example.org"),
        log_in("off@example.org", password="not the password"),
    ]

    told = [
        {k: v for k, v in a.json().items() if k not in ("instance", "request_id")} for a in answers
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert told == [told[0]] * 4
    assert told[0]["code"] == "invalid_credentials"
    assert len({frozenset(answer.headers) for answer in answers}) == 1
    assert (Session.objects.count(), published()) == (0, [])


def test_wrong_unknown_inactive_and_unusable_cost_the_same(log_in, make_user, hashings, password):
    make_user("ada@example.org", password=password)
    make_user("off@example.org", password=password, is_active=False)
    make_user("none@example.org")
    costs = []
    for email in ("ada@example.org", "nobody@example.org", "off@example.org", "none@example.org"):
        before = hashings()
        with CaptureQueriesContext(connection) as queries:
            assert log_in(email, password="not the password").status_code == 401
        costs.append((hashings() - before, len(queries)))

    assert costs == [costs[0]] * 4
    assert costs[0][0] == 1


def test_the_sixth_failure_is_told_to_wait_for_known_and_unknown_alike(log_in, ada):
    for email in ("ada@example.org", "nobody@example.org"):
        answers = [log_in(email, password="not the password") for _ in range(6)]

        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert answers[-1].json()["code"] == "too_many_logins"
        assert 0 < int(answers[-1]["Retry-After"]) <= 300


def test_failures_in_one_place_do_not_lock_the_owner_out_of_another(log_in, ada):
    for _ in range(6):
        log_in(password="not the password", REMOTE_ADDR="192.0.2.1")

    assert log_in(REMOTE_ADDR="192.0.2.1").status_code == 429
    assert log_in(REMOTE_ADDR="192.0.2.2").status_code == 200


def test_one_customer_of_ipv6_is_one_place(log_in, ada):
    for number in range(5):
        log_in(password="not the password", REMOTE_ADDR=f"2001:db8:1:2::{number}")

    assert log_in(REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429
    assert log_in(REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def test_a_forwarded_address_is_believed_from_trusted_proxies_only(log_in, ada, settings):
    def fail(number):
        return log_in(
            password="not the password", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 192.0.2.7"
        ).status_code

    assert [fail(number) for number in range(6)][-1] == 429
    settings.DOVETAIL_KERNEL = {"trusted_proxy_count": 1}
    assert [fail(number) for number in range(6)][-1] == 429
    settings.DOVETAIL_KERNEL = {"trusted_proxy_count": 2}
    assert [fail(number) for number in range(6)][-1] == 401


def test_every_spelling_of_an_address_is_counted_together(log_in, ada):
    spellings = ["ada@example.org", "ADA@example.org", "Ada@Example.org"] * 2

    answers = [log_in(email, password="not the password") for email in spellings]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


def test_a_success_starts_the_count_again(log_in, ada):
    for _ in range(4):
        log_in(password="not the password")
    assert log_in().status_code == 200

    assert [log_in(password="not the password").status_code for _ in range(5)] == [401] * 5


def test_the_window_ends(log_in, ada):
    for _ in range(6):
        log_in(password="not the password")
    LoginFailures.objects.update(resets_at="2020-01-01T00:00Z")

    assert log_in().status_code == 200


def test_logging_out_ends_both_tokens_at_once(anonymous, ada_tokens, ada_client, names_of):
    assert ada_client.post("/api/v1/auth/logout").status_code == 204

    refresh = {"refresh_token": ada_tokens.refresh_token}
    assert ada_client.get("/api/v1/me").status_code == 401
    assert anonymous.post("/api/v1/auth/token/refresh", refresh).status_code == 401
    assert names_of()[-1] == "accounts.user_logged_out.v1"


def test_logging_out_leaves_the_other_sessions(ada, ada_client, log_in):
    other = bearer(log_in().json()["tokens"]["access_token"])

    ada_client.post("/api/v1/auth/logout")

    assert other.get("/api/v1/me").status_code == 200


def test_a_credential_without_a_session_has_none_to_end(client_for, ada):
    answer = client_for(ada).post("/api/v1/auth/logout")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_session")


def test_a_user_who_is_turned_off_is_out_at_once(ada, ada_client, ada_tokens, anonymous):
    ada.is_active = False
    ada.save()

    refresh = {"refresh_token": ada_tokens.refresh_token}
    assert ada_client.get("/api/v1/me").status_code == 401
    assert anonymous.post("/api/v1/auth/token/refresh", refresh).status_code == 401


@pytest.mark.usefixtures("only_our_users")
def test_another_password_ends_the_sessions_before_it(ada, ada_client):
    ada.set_password("another password, set elsewhere")
    ada.save()

    assert ada_client.get("/api/v1/me").status_code == 401


def test_tokens_are_not_cached(log_in, ada, sign_up, anonymous):
    refresh = {"refresh_token": log_in().json()["tokens"]["refresh_token"]}

    answers = [
        log_in(),
        log_in(password="wrong"),
        anonymous.post("/api/v1/auth/token/refresh", refresh),
    ]

    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}


def test_a_token_in_the_header_does_not_disturb_a_public_view(ada, password):
    answer = bearer("nonsense").post(LOGIN, {"email": "ada@example.org", "password": password})

    assert answer.status_code == 200


def test_nobody_starts_a_session_for_a_user_who_is_turned_off(off):
    with pytest.raises(errors.InvalidCredentials):
        services.start_session(user_id=str(off.pk), amr=["pwd"])
