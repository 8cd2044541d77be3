"""Passkeys where something was proven before: as a second factor, set up on the way, again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from fido2.webauthn import AuthenticatorData

from dovetail.accounts import errors, services
from dovetail.accounts.models import Challenge, LoginFailures, Passkey, RecoveryCode, Session
from dovetail.accounts.testing import bearer, tokens_of, with_totp
from dovetail.accounts.testing.devices import ORIGIN, Device

pytestmark = pytest.mark.django_db

API = "/api/v1/auth"
FLAG = AuthenticatorData.FLAG


@pytest.fixture
def enter_password(anonymous, password):
    """Log in as far as the password goes; the answer."""

    def post():
        body = {"email": "ada@example.org", "password": password}
        answer = anonymous.post(f"{API}/login", body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return post


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


@pytest.fixture
def demanded(authenticator, settings):
    """Everybody must have a second factor."""
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "mfa_required": "all"}


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


def test_with_the_first_factor_come_recovery_codes_shown_once(ada_client, begin, authenticator):
    begun = begin()
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
