"""Who tries to log in with a passkey that does not hold, and what is kept of it."""

import pytest
from fido2.webauthn import AuthenticatorData

from dovetail.accounts.models import LoginFailures, Passkey, SecurityEvent

pytestmark = pytest.mark.django_db

BEGIN, LOGIN = "/api/v1/auth/login/passkey/begin", "/api/v1/auth/login/passkey"
FLAG = AuthenticatorData.FLAG


def refused(answer, code="passkey_failed", status=422):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer["Cache-Control"] == "no-store"
    return True


def test_a_counter_that_goes_back_is_refused_and_its_owner_told(
    ada, add_passkey, authenticator, log_in_with_passkey, published, deliver, mailoutbox
):
    passkey = add_passkey(name="My key")
    for _ in range(3):
        assert log_in_with_passkey().status_code == 200
    for count in (0, 1, 2):  # the next one is 1, 2 and 3 of 3
        authenticator.held[0].sign_count = count

        assert refused(log_in_with_passkey())

    suspected = [payload for name, payload in published() if "copy" in name]
    assert suspected == 3 * [
        {"user_id": str(ada.pk), "passkey_id": passkey["id"], "passkey_name": "My key"}
    ]
    assert SecurityEvent.objects.filter(user=ada, kind="passkey_copy_suspected").count() == 3
    assert Passkey.objects.get().sign_count == 3
    deliver()
    assert "My key" in mailoutbox[-1].body
    assert log_in_with_passkey().status_code == 200


def test_strangers_who_try_leave_no_trace_in_an_account(
    ada, add_passkey, authenticator, log_in_with_passkey, anonymous, password
):
    add_passkey()
    authenticator.flags = FLAG.UP
    for _ in range(10):
        assert refused(log_in_with_passkey())

    assert LoginFailures.objects.count() == 0
    assert SecurityEvent.objects.filter(user=ada, kind="login_failed").count() == 0
    assert SecurityEvent.objects.filter(user=None, kind="login_failed").count() == 10
    body = {"email": "ada@example.org", "password": password}
    assert anonymous.post("/api/v1/auth/login", body).status_code == 200


def test_guessing_the_password_stops_no_passkey(
    add_passkey, log_in_with_passkey, anonymous, password
):
    add_passkey()
    body = {"email": "ada@example.org", "password": "not the password"}
    answers = [anonymous.post("/api/v1/auth/login", body).status_code for _ in range(40)]
    assert set(answers[5:]) == {429}

    assert log_in_with_passkey().status_code == 200


def test_one_place_tries_thirty_times_in_five_minutes(anonymous, authenticator):
    answers = [anonymous.post(BEGIN).status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]
    assert anonymous.post(BEGIN, REMOTE_ADDR="192.0.2.9").status_code == 200
