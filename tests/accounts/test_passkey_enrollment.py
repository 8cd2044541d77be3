"""Passkeys that are set up on the way in."""

import pytest
from fido2.webauthn import AuthenticatorData

from dovetail.accounts.models import LoginFailures, Passkey, Session
from dovetail.accounts.testing import bearer
from dovetail.accounts.testing.devices import ORIGIN, Device

pytestmark = pytest.mark.django_db

API = "/api/v1/auth"
FLAG = AuthenticatorData.FLAG


def is_refused(answer, code="challenge_failed", status=422):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    return True


@pytest.fixture
def enrolling(ada, demanded, enter_password):
    """A log-in that asks Ada to set up a factor: how it is named."""
    told = enter_password()
    assert told["status"] == "mfa_enrollment_required"
    assert told["challenge"]["methods"] == ["totp", "passkey"]
    challenge = told["challenge"]
    return {"challenge_id": challenge["id"], "enrollment_token": challenge["enrollment_token"]}


def test_who_must_have_a_factor_makes_a_passkey_on_the_way(anonymous, authenticator, enrolling):
    begun = anonymous.post(f"{API}/login/enrollment/passkey", enrolling).json()
    body = {**enrolling, "name": "Mine", "credential": authenticator.create(begun["options"])}

    answer = anonymous.post(f"{API}/login/enrollment/passkey/confirm", body)

    assert (answer.status_code, answer.json()["status"]) == (200, "authenticated")
    assert len(answer.json()["recovery_codes"]) == 10
    client = bearer(answer.json()["tokens"]["access_token"])
    assert client.get(f"{API}/session").json()["amr"] == ["pwd", "hwk", "user", "mfa"]
    assert client.get(f"{API}/mfa/passkeys").json()["passkeys"][0]["name"] == "Mine"


def test_a_passkey_that_does_not_hold_lets_nobody_in(anonymous, authenticator, enrolling):
    begun = anonymous.post(f"{API}/login/enrollment/passkey", enrolling).json()
    authenticator.flags = FLAG.UP
    body = {**enrolling, "name": "Mine", "credential": authenticator.create(begun["options"])}
    right = {**body, "credential": Device(origin=ORIGIN).create(begun["options"])}

    for answered in (body, right):
        assert is_refused(anonymous.post(f"{API}/login/enrollment/passkey/confirm", answered))
    assert (Passkey.objects.count(), Session.objects.count()) == (0, 0)


def test_without_the_token_nothing_is_set_up(anonymous, authenticator, enrolling):
    begun = anonymous.post(f"{API}/login/enrollment/passkey", enrolling).json()
    forged = {**enrolling, "enrollment_token": "x" * 43}
    body = {**forged, "name": "Mine", "credential": authenticator.create(begun["options"])}

    assert is_refused(anonymous.post(f"{API}/login/enrollment/passkey", forged))
    assert is_refused(anonymous.post(f"{API}/login/enrollment/passkey/confirm", body))
    assert not LoginFailures.objects.filter(count__gt=0).exists()
