"""Passkeys as a second factor."""

import pytest
from fido2.webauthn import AuthenticatorData

from dovetail.accounts import errors, services
from dovetail.accounts.models import Passkey, RecoveryCode, Session
from dovetail.accounts.testing import bearer, tokens_of, with_totp
from dovetail.accounts.testing.devices import Device

pytestmark = pytest.mark.django_db

API = "/api/v1/auth"
FLAG = AuthenticatorData.FLAG


@pytest.fixture
def ask(anonymous):
    """Begin the second step with a passkey; the response."""
    return lambda challenge: anonymous.post(
        f"{API}/login/mfa/passkey/begin", {"challenge_id": challenge["id"]}
    )


@pytest.fixture
def complete(anonymous):
    def post(challenge, credential):
        body = {"challenge_id": challenge["id"], "credential": credential}
        return anonymous.post(f"{API}/login/mfa/passkey", body)

    return post


def is_refused(answer, code="challenge_failed", status=422):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    return True


def test_the_password_is_not_enough_any_more(add_passkey, enter_password):
    add_passkey()

    told = enter_password()

    assert (told["status"], told["tokens"]) == ("mfa_required", None)
    assert told["challenge"]["methods"] == ["passkey", "recovery_code"]


def test_a_passkey_finishes_the_log_in(add_passkey, authenticator, enter_password, ask, complete):
    add_passkey()
    challenge = enter_password()["challenge"]

    begun = ask(challenge).json()
    answer = complete(challenge, authenticator.get(begun["options"]))

    assert begun["options"]["userVerification"] == "required"
    assert len(begun["options"]["allowCredentials"]) == 1
    assert (answer.status_code, answer.json()["status"]) == (200, "authenticated")
    assert answer["Cache-Control"] == "no-store"
    client = bearer(answer.json()["tokens"]["access_token"])
    assert client.get(f"{API}/session").json()["amr"] == ["pwd", "hwk", "user", "mfa"]
    assert Passkey.objects.get().sign_count == 1


def test_who_named_the_passkeys_need_not_be_named_again(
    add_passkey, authenticator, enter_password, ask, complete
):
    add_passkey()
    challenge = enter_password()["challenge"]
    credential = authenticator.get(ask(challenge).json()["options"])
    credential["response"]["userHandle"] = None

    assert complete(challenge, credential).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"flags": FLAG.UP}, {"rp_id": "evil.example"}],
    ids=str,
)
def test_what_does_not_hold_finishes_nothing_and_is_asked_anew(
    add_passkey, authenticator, enter_password, ask, complete, wrong
):
    add_passkey()
    challenge = enter_password()["challenge"]
    begun = ask(challenge).json()
    right = authenticator.get(begun["options"])
    for name, value in wrong.items():
        setattr(authenticator, name, value)

    assert is_refused(complete(challenge, authenticator.get(begun["options"])))
    assert is_refused(complete(challenge, right)), "what was asked is used up"
    assert Session.objects.count() == 1


def test_wrong_answers_end_the_log_in_as_wrong_codes_do(
    ada, add_passkey, authenticator, enter_password, ask, complete, settings
):
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "challenge_max_attempts": 2}
    add_passkey()
    challenge = enter_password()["challenge"]
    for _ in range(2):
        begun = ask(challenge).json()
        authenticator.origin = "https://evil.example"
        assert is_refused(complete(challenge, authenticator.get(begun["options"])))

    assert is_refused(ask(challenge))


def test_a_passkey_of_somebody_else_finishes_nothing(
    make_user, add_passkey, authenticator, enter_password, ask, complete
):
    add_passkey()
    eve = make_user("eve@example.org")
    actor = services.authenticate(access_token=tokens_of(eve).access_token).actor
    begun = services.begin_passkey_registration(actor=actor)
    theirs = Device()
    services.add_passkey(
        actor=actor,
        challenge_id=begun.challenge_id,
        name="Theirs",
        credential=theirs.create(begun.options),
    )
    challenge = enter_password()["challenge"]
    options = {**ask(challenge).json()["options"], "allowCredentials": []}

    assert is_refused(complete(challenge, theirs.get(options)))
    assert Passkey.objects.get(user=eve).last_used_at is None


def test_nothing_is_signed_that_was_not_asked_for(
    add_passkey, authenticator, enter_password, complete
):
    add_passkey()
    challenge = enter_password()["challenge"]

    assert is_refused(complete(challenge, authenticator.get({"challenge": "AAAA"})))


def test_a_log_in_by_itself_is_no_second_step_and_the_other_way_around(
    anonymous, add_passkey, authenticator, enter_password, ask, complete, log_in_with_passkey
):
    add_passkey()
    alone = anonymous.post(f"{API}/login/passkey/begin").json()
    challenge = enter_password()["challenge"]
    second = ask(challenge).json()

    assert is_refused(complete({"id": alone["challenge_id"]}, authenticator.get(alone["options"])))
    assert is_refused(log_in_with_passkey(second), "passkey_failed")


def test_who_has_none_is_asked_for_none(ada, authenticator, enter_password, ask):
    with_totp(ada)
    told = enter_password()

    assert "passkey" not in told["challenge"]["methods"]
    assert is_refused(ask(told["challenge"]), "no_passkey", 409)


def test_a_passkey_by_itself_is_asked_for_nothing_more(ada, add_passkey, log_in_with_passkey):
    with_totp(ada)
    client = bearer(tokens_of(ada).access_token)
    begun = client.post(f"{API}/mfa/passkeys/begin").json()
    device = Device()
    body = {
        "challenge_id": begun["challenge_id"],
        "name": "Mine",
        "credential": device.create(begun["options"]),
    }
    added = client.post(f"{API}/mfa/passkeys", body)
    asked = client.post(f"{API}/login/passkey/begin").json()

    assert added.json()["recovery_codes"] == []
    assert log_in_with_passkey(asked, device.get(asked["options"])).json()["status"] == (
        "authenticated"
    )


def test_with_the_first_factor_come_recovery_codes_shown_once(
    ada_client, begin_passkey, authenticator
):
    begun = begin_passkey()
    body = {
        "challenge_id": begun["challenge_id"],
        "name": "Mine",
        "credential": authenticator.create(begun["options"]),
    }

    answer = ada_client.post(f"{API}/mfa/passkeys", body)
    again = ada_client.post(f"{API}/mfa/passkeys", body)

    assert len(answer.json()["recovery_codes"]) == 10
    assert answer["Location"].endswith(answer.json()["passkey"]["id"])
    assert ada_client.get(answer["Location"]).json() == answer.json()["passkey"]
    assert is_refused(again, "passkey_failed")
    assert ada_client.get(f"{API}/session").json()["amr"] == ["pwd", "hwk", "user", "mfa"]
    assert ada_client.get(f"{API}/mfa").json()["methods"] == ["passkey", "recovery_code"]


def test_without_a_factor_recovery_codes_are_forgotten(ada_client, add_passkey):
    ada_client.delete(f"{API}/mfa/passkeys/{add_passkey()['id']}")

    assert RecoveryCode.objects.count() == 0
    assert ada_client.get(f"{API}/mfa").json()["methods"] == []


def test_the_last_factor_that_is_demanded_stays(ada_client, add_passkey, demanded):
    first, second = add_passkey(), add_passkey()

    assert ada_client.delete(f"{API}/mfa/passkeys/{first['id']}").status_code == 204
    assert is_refused(ada_client.delete(f"{API}/mfa/passkeys/{second['id']}"), "last_factor", 409)


def test_where_passkeys_are_offered_no_more_nobody_gets_by_without(
    ada, add_passkey, enter_password, ask, settings
):
    add_passkey()
    settings.DOVETAIL_ACCOUNTS = {}

    told = enter_password()

    assert (told["status"], told["challenge"]["methods"]) == ("mfa_required", ["recovery_code"])
    assert is_refused(ask(told["challenge"]), "passkeys_not_offered", 404)
    RecoveryCode.objects.all().delete()
    assert enter_password()["status"] == "mfa_required"


def test_none_of_it_is_offered_where_passkeys_are_not(ada, settings):
    settings.DOVETAIL_ACCOUNTS = {}
    actor = services.authenticate(access_token=tokens_of(ada).access_token).actor
    nothing = {"challenge_id": ada.pk, "credential": {"id": "AAAA"}}
    begun = {"challenge_id": ada.pk, "enrollment_token": "x"}

    for call in (
        lambda: services.begin_passkey_mfa(challenge_id=ada.pk),
        lambda: services.complete_passkey_mfa(**nothing),
        lambda: services.begin_passkey_enrollment(**begun),
        lambda: services.complete_passkey_enrollment(**begun, name="Mine", credential={}),
        lambda: services.begin_passkey_reauthentication(actor=actor),
        lambda: services.reauthenticate_with_passkey(actor=actor, **nothing),
    ):
        with pytest.raises(errors.PasskeysNotOffered):
            call()


def test_an_operator_takes_lost_passkeys_away(ada, ada_client, add_passkey, settings):
    add_passkey()
    settings.DOVETAIL_ACCOUNTS = {}  # whether they are offered or not

    services.remove_factors(user_id=str(ada.pk))

    assert (Passkey.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert ada_client.get("/api/v1/me").status_code == 401
