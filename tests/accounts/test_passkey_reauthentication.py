"""Showing again who one is with a passkey."""

from datetime import timedelta

import pytest
from django.utils import timezone
from fido2.webauthn import AuthenticatorData

from dovetail.accounts.models import Challenge, Session
from dovetail.accounts.testing import bearer, tokens_of

pytestmark = pytest.mark.django_db

API = "/api/v1/auth"
FLAG = AuthenticatorData.FLAG


def is_refused(answer, code="challenge_failed", status=422):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    return True


@pytest.fixture
def prove_again(ada_client, authenticator):
    """Show again who one is with a passkey; the response."""

    def post(begun=None, credential=None):
        begun = begun or ada_client.post(f"{API}/reauthenticate/passkey/begin").json()
        body = {
            "challenge_id": begun["challenge_id"],
            "credential": credential or authenticator.get(begun["options"]),
        }
        return ada_client.post(f"{API}/reauthenticate/passkey", body)

    return post


@pytest.fixture
def is_late(add_passkey, ada):
    """Ada logged in with a passkey of hers some time ago."""
    add_passkey()
    long_ago = timezone.now() - timedelta(hours=1)
    if hasattr(ada, "password_changed_at"):
        type(ada).objects.filter(pk=ada.pk).update(password_changed_at=long_ago)
    Session.objects.update(authenticated_at=long_ago)


@pytest.mark.usefixtures("is_late")
def test_a_passkey_shows_again_who_one_is(ada_client, prove_again):
    late = ada_client.post(f"{API}/mfa/passkeys/begin")
    assert late.json()["methods"] == ["password", "passkey"]

    answer = prove_again()

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    recent = bearer(answer.json()["access_token"])
    assert recent.post(f"{API}/mfa/passkeys/begin").status_code == 200
    assert ada_client.get("/api/v1/me").status_code == 401, "the access token of before"


@pytest.mark.usefixtures("is_late")
def test_what_does_not_hold_shows_nothing(ada_client, authenticator, prove_again):
    begun = ada_client.post(f"{API}/reauthenticate/passkey/begin").json()
    right = authenticator.get(begun["options"])
    authenticator.flags = FLAG.UP

    assert is_refused(prove_again(begun), "invalid_credentials", 401)
    assert is_refused(prove_again(begun, right), "invalid_credentials", 401)


@pytest.mark.usefixtures("is_late")
def test_what_was_asked_in_one_session_is_not_answered_in_another(ada, ada_client, authenticator):
    begun = ada_client.post(f"{API}/reauthenticate/passkey/begin").json()
    other = bearer(tokens_of(ada).access_token)
    body = {
        "challenge_id": begun["challenge_id"],
        "credential": authenticator.get(begun["options"]),
    }

    answer = other.post(f"{API}/reauthenticate/passkey", body)

    assert is_refused(answer, "invalid_credentials", 401)
    assert Challenge.objects.get(id=begun["challenge_id"]).consumed_at is not None


def test_who_has_no_passkey_begins_nothing(ada_client, authenticator):
    answer = ada_client.post(f"{API}/reauthenticate/passkey/begin")

    assert is_refused(answer, "no_passkey", 409)
