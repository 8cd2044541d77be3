"""Logging in with a passkey, by nothing else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import jwt
import pytest
from django.utils import timezone
from fido2.cose import RS1
from fido2.webauthn import AuthenticatorData

from dovetail.accounts.models import Challenge, Passkey, SecurityEvent, Session
from dovetail.accounts.testing import bearer
from dovetail.accounts.testing.devices import Device
from dovetail.shared_kernel.identifiers import uuid7

pytestmark = pytest.mark.django_db

BEGIN, LOGIN = "/api/v1/auth/login/passkey/begin", "/api/v1/auth/login/passkey"
FLAG = AuthenticatorData.FLAG


@pytest.fixture
def begun(anonymous, authenticator):
    return anonymous.post(BEGIN).json()


def refused(answer, code="passkey_failed", status=422):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer["Cache-Control"] == "no-store"
    return True


def amr_in(answer):
    token = answer.json()["tokens"]["access_token"]
    return jwt.decode(token, options={"verify_signature": False})["amr"]


def test_a_passkey_opens_a_session(ada, add_passkey, log_in_with_passkey, published):
    passkey = add_passkey()

    answer = log_in_with_passkey()

    assert (answer.status_code, answer.json()["status"]) == (200, "authenticated")
    assert answer["Cache-Control"] == "no-store"
    client = bearer(answer.json()["tokens"]["access_token"])
    assert client.get("/api/v1/me").json()["email"] == "ada@example.org"
    assert amr_in(answer) == ["hwk", "user", "mfa"]
    name, payload = published()[-1]
    assert (name, payload["amr"]) == ("accounts.user_logged_in.v1", ["hwk", "user", "mfa"])
    used = client.get(f"/api/v1/auth/mfa/passkeys/{passkey['id']}").json()
    assert used["last_used_at"] is not None


def test_everybody_is_asked_the_same(anonymous, authenticator, add_passkey):
    before = anonymous.post(BEGIN).json()
    add_passkey()
    after = anonymous.post(BEGIN).json()

    assert before.keys() == after.keys() == {"challenge_id", "expires_at", "options"}
    for asked in (before, after):
        challenge = asked["options"].pop("challenge")
        assert len(urlsafe_b64decode(challenge + "=")) == 32
    assert before["options"] == after["options"]
    assert after["options"] == {
        "rpId": "localhost",
        "timeout": 600_000,
        "userVerification": "required",
    }


def test_a_synchronized_passkey_counts_nothing_and_is_in_no_hardware(
    add_passkey, authenticator, log_in_with_passkey
):
    authenticator.flags |= FLAG.BE
    authenticator.step = 0
    add_passkey()

    first = log_in_with_passkey()
    authenticator.flags |= FLAG.BS
    second = log_in_with_passkey()

    assert amr_in(first) == amr_in(second) == ["swk", "user", "mfa"]
    kept = Passkey.objects.get()
    assert (kept.sign_count, kept.is_backup_eligible, kept.is_backed_up) == (0, True, True)


WRONG = {
    "another origin": {"origin": "https://evil.example"},
    "an origin below ours": {"origin": "http://app.localhost:8000"},
    "another port": {"origin": "http://localhost:8001"},
    "another domain": {"rp_id": "evil.example"},
    "a frame on another page": {"cross_origin": True},
    "no user verification": {"flags": FLAG.UP},
    "no user": {"flags": FLAG.UV},
    "backed up and not to be": {"flags": FLAG.UP | FLAG.UV | FLAG.BS},
    "another eligibility": {"flags": FLAG.UP | FLAG.UV | FLAG.BE},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_does_not_hold_logs_nobody_in(
    wrong, ada, add_passkey, authenticator, log_in_with_passkey, published
):
    add_passkey()
    before = published()
    for name, value in wrong.items():
        setattr(authenticator, name, value)

    assert refused(log_in_with_passkey())

    assert Session.objects.count() == 1
    assert published() == before
    assert Passkey.objects.get().last_used_at is None


@pytest.mark.parametrize(
    "wrong",
    [*list(WRONG.values())[:-1], {"algorithm": RS1}],
    ids=[*list(WRONG)[:-1], "a key for SHA-1"],
)
def test_what_does_not_hold_is_not_added(wrong, add_passkey, authenticator):
    for name, value in wrong.items():
        setattr(authenticator, name, value)

    assert add_passkey(status=422)["code"] == "passkey_failed"

    assert Passkey.objects.count() == 0


def test_an_answer_to_another_challenge_is_refused(
    anonymous, add_passkey, authenticator, begun, log_in_with_passkey
):
    add_passkey()
    other = anonymous.post(BEGIN).json()

    assert refused(log_in_with_passkey(begun, authenticator.get(other["options"])))


def test_an_answer_is_good_for_once(add_passkey, authenticator, begun, log_in_with_passkey):
    add_passkey()
    credential = authenticator.get(begun["options"])

    assert log_in_with_passkey(begun, credential).status_code == 200
    assert refused(log_in_with_passkey(begun, credential))
    assert refused(log_in_with_passkey(None, credential))


def test_a_failed_answer_uses_the_challenge_up(
    add_passkey, authenticator, begun, log_in_with_passkey
):
    add_passkey()
    credential = authenticator.get(begun["options"])
    damaged = {**credential["response"], "signature": "AAAA"}

    assert refused(log_in_with_passkey(begun, {**credential, "response": damaged}))
    assert refused(log_in_with_passkey(begun, credential))


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_every_part_is_looked_at(add_passkey, authenticator, begun, log_in_with_passkey, part):
    add_passkey()
    credential = authenticator.get(begun["options"])
    raw = bytearray(urlsafe_b64decode(credential["response"][part] + "=="))
    raw[-3] ^= 1
    credential["response"][part] = urlsafe_b64encode(raw).decode().rstrip("=")

    assert refused(log_in_with_passkey(begun, credential))


def test_the_answer_names_whose_it_is(add_passkey, authenticator, begun, log_in_with_passkey):
    add_passkey()
    credential = authenticator.get(begun["options"])
    credential["response"]["userHandle"] = None

    assert refused(log_in_with_passkey(begun, credential))


def test_a_passkey_of_nobody_is_refused(add_passkey, authenticator, begun, log_in_with_passkey):
    add_passkey()
    stranger = Device()
    stranger.create({"challenge": "AAAA", "user": {"id": "AAAA"}})
    foreign = stranger.get(begun["options"])

    assert refused(log_in_with_passkey(begun, foreign))


def test_a_key_of_ones_own_under_anothers_id_is_refused(
    add_passkey, authenticator, begun, log_in_with_passkey
):
    add_passkey()
    mine = authenticator.held[0]
    forger = Device()
    forger.create({"challenge": "AAAA", "user": {"id": "AAAA"}}, mine.credential_id)
    forger.held[0].user_handle = mine.user_handle

    assert refused(log_in_with_passkey(begun, forger.get(begun["options"])))


@pytest.mark.parametrize("purpose", ["passkey_registration", "login_code", "second_factor"])
def test_a_challenge_of_another_purpose_is_refused(
    add_passkey, begun, log_in_with_passkey, purpose
):
    add_passkey()
    Challenge.objects.filter(id=begun["challenge_id"]).update(purpose=purpose)

    assert refused(log_in_with_passkey(begun))
    assert Challenge.objects.get(id=begun["challenge_id"]).consumed_at is None


def test_an_expired_challenge_is_refused(add_passkey, begun, log_in_with_passkey):
    add_passkey()
    Challenge.objects.filter(id=begun["challenge_id"]).update(expires_at=timezone.now())

    assert refused(log_in_with_passkey(begun))


def test_a_removed_passkey_is_refused(
    ada_client, add_passkey, authenticator, begun, log_in_with_passkey
):
    passkey = add_passkey()
    ada_client.delete(f"/api/v1/auth/mfa/passkeys/{passkey['id']}")

    assert refused(log_in_with_passkey(begun))


def test_who_is_turned_off_is_refused_and_leaves_nothing_behind(
    ada, add_passkey, log_in_with_passkey
):
    add_passkey()
    ada.is_active = False
    ada.save()

    assert refused(log_in_with_passkey())
    assert SecurityEvent.objects.filter(user=ada, kind="login_failed").count() == 1
    assert Session.objects.count() == 1


def test_the_refresh_token_travels_as_the_project_says(add_passkey, log_in_with_passkey, settings):
    add_passkey()
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "refresh_transport": "cookie"}

    answer = log_in_with_passkey()

    assert answer.json()["tokens"]["refresh_token"] is None
    assert answer.cookies["__Host-dovetail-refresh"]["httponly"]


def test_unknown_challenges_are_refused_alike(authenticator, add_passkey, log_in_with_passkey):
    add_passkey()
    nothing = {"challenge_id": str(uuid7()), "options": {"challenge": "AAAA"}}

    assert refused(log_in_with_passkey(nothing))
