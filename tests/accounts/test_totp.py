"""The app that computes codes: set up, done without, and its secret kept."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from dovetail.accounts import services, totp
from dovetail.accounts.models import RecoveryCode, SecurityEvent, Session, TotpDevice
from dovetail.accounts.services import _factors
from dovetail.accounts.testing import Authenticator, bearer, tokens_of, with_totp
from dovetail.shared_kernel.models import IdempotencyKey

pytestmark = pytest.mark.django_db

MFA = "/api/v1/auth/mfa"
TOTP, CONFIRM = f"{MFA}/totp", f"{MFA}/totp/confirm"


@pytest.fixture
def begun(ada_client):
    """The app of somebody who has asked for a secret."""
    return Authenticator(ada_client.post(TOTP).json()["secret"])


def test_a_code_of_the_app_makes_it_a_factor(ada, ada_client, names_of, deliver, mailoutbox):
    secret = ada_client.post(TOTP)
    assert (secret.status_code, secret["Cache-Control"]) == (201, "no-store")
    app = Authenticator(secret.json()["secret"])
    assert ada_client.get(MFA).json()["methods"] == []

    answer = ada_client.post(CONFIRM, {"code": app.code()})

    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert len(set(answer.json()["codes"])) == 10
    told = ada_client.get(answer["Location"]).json()
    assert told["methods"] == ["totp", "recovery_code"]
    assert (told["is_required"], told["recovery_codes_left_count"]) == (False, 10)
    assert told["totp_confirmed_at"] is not None
    assert ada_client.get("/api/v1/auth/session").json()["amr"] == ["pwd", "otp", "mfa"]
    assert names_of()[-1] == "accounts.mfa_enabled.v1"
    deliver()
    assert "asks for a second factor" in mailoutbox[-1].body
    assert SecurityEvent.objects.filter(user=ada, kind="mfa_enabled").count() == 1


def test_the_factors_are_read_in_as_many_queries_however_many_there_are(
    ada, ada_client, django_assert_num_queries
):
    with django_assert_num_queries(5):
        ada_client.get(MFA)
    with_totp(ada)
    client = bearer(tokens_of(ada).access_token)

    with django_assert_num_queries(5):
        client.get(MFA)


def test_what_the_app_reads_names_the_account_and_the_product(ada_client, settings):
    settings.DOVETAIL_ACCOUNTS = {"product_name": "Dove & Tail"}

    told = ada_client.post(TOTP).json()

    assert told["otpauth_url"] == (
        "otpauth://totp/Dove%20%26%20Tail%3Aada%40example.org"
        f"?secret={told['secret']}&issuer=Dove%20%26%20Tail"
    )


def test_a_secret_is_160_random_bits_and_never_stored_readable(ada_client, begun, published):
    device = TotpDevice.objects.get()

    assert len(begun.secret) == 32
    assert begun.secret not in device.sealed_secret
    assert begun.secret not in str(published())
    assert ada_client.post(TOTP).json()["secret"] != begun.secret


def test_neither_secret_nor_codes_are_kept_for_a_replay(ada_client, ada, begun):
    body = {"code": begun.code()}
    codes = ada_client.post(CONFIRM, body, HTTP_IDEMPOTENCY_KEY="once")
    again = ada_client.post(CONFIRM, body, HTTP_IDEMPOTENCY_KEY="once")

    assert (codes.status_code, again.status_code) == (201, 409)
    assert again.json()["code"] == "idempotency_answer_not_kept"
    assert {bytes(body) for body in IdempotencyKey.objects.values_list("body", flat=True)} == {b""}


def test_the_code_that_set_it_up_does_not_log_in(ada, ada_client, begun, anonymous, password):
    code = begun.code()
    ada_client.post(CONFIRM, {"code": code})
    asked = anonymous.post(
        "/api/v1/auth/login", {"email": "ada@example.org", "password": password}
    ).json()["challenge"]
    body = {"challenge_id": asked["id"], "method": "totp", "code": code}

    assert anonymous.post("/api/v1/auth/login/mfa", body).json()["code"] == "challenge_failed"
    begun.wait()
    again = anonymous.post("/api/v1/auth/login/mfa", {**body, "code": begun.code()})
    assert again.status_code == 200


def test_wrong_codes_are_counted_at_the_setting_up_too(ada_client, begun):
    answers = [ada_client.post(CONFIRM, {"code": "not it"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert ada_client.post(CONFIRM, {"code": begun.code()}).status_code == 429


def test_a_secret_waits_ten_minutes(ada_client, begun):
    TotpDevice.objects.update(created_at=timezone.now() - timedelta(minutes=11))

    assert ada_client.post(CONFIRM, {"code": begun.code()}).json()["code"] == "challenge_failed"


def test_an_earlier_secret_is_worthless(ada_client, begun):
    newer = Authenticator(ada_client.post(TOTP).json()["secret"])

    assert ada_client.post(CONFIRM, {"code": begun.code()}).status_code == 422
    assert ada_client.post(CONFIRM, {"code": newer.code()}).status_code == 201


def test_there_is_one_app_at_a_time(ada, ada_client):
    with_totp(ada)
    client = bearer(tokens_of(ada).access_token)

    assert client.post(TOTP).json()["code"] == "already_enrolled"
    assert client.post(CONFIRM, {"code": "123456"}).json()["code"] == "challenge_failed"


def test_every_other_session_ends_with_a_factor_set_up_or_removed(ada, ada_client, begun):
    other = bearer(tokens_of(ada).access_token)
    ada_client.post(CONFIRM, {"code": begun.code()})
    assert (other.get("/api/v1/me").status_code, ada_client.get(MFA).status_code) == (401, 200)

    other = bearer(tokens_of(ada).access_token)
    assert ada_client.delete(TOTP).status_code == 204
    assert (other.get("/api/v1/me").status_code, ada_client.get(MFA).status_code) == (401, 200)
    ended = Session.objects.exclude(revoked_at=None).values_list("revoke_reason", flat=True)
    assert set(ended) == {"factors_changed"}


def test_doing_without_it_forgets_the_recovery_codes(ada, names_of, deliver, mailoutbox):
    with_totp(ada)
    client = bearer(tokens_of(ada).access_token)

    assert client.delete(TOTP).status_code == 204

    assert (RecoveryCode.objects.count(), client.get(MFA).json()["methods"]) == (0, [])
    assert names_of()[-1] == "accounts.mfa_disabled.v1"
    deliver()
    assert "was removed" in mailoutbox[-1].body
    assert client.delete(TOTP).status_code == 404
    assert SecurityEvent.objects.filter(user=ada, kind="mfa_disabled").count() == 1


def test_the_last_factor_stays_where_one_is_required(ada, settings, published):
    with_totp(ada)
    client = bearer(tokens_of(ada).access_token)
    settings.DOVETAIL_ACCOUNTS = {"mfa_required": "all"}
    before = published()

    answer = client.delete(TOTP)

    assert (answer.status_code, answer.json()["code"]) == (409, "last_factor")
    assert (TotpDevice.objects.count(), published()) == (1, before)
    assert client.get(MFA).json()["is_required"] is True


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", TOTP), ("post", CONFIRM), ("delete", TOTP), ("post", f"{MFA}/recovery-codes")],
)
def test_changing_factors_asks_for_a_recent_proof(ada, method, path, published):
    client = bearer(tokens_of(ada).access_token)
    Session.objects.update(authenticated_at=timezone.now() - timedelta(minutes=11))
    if hasattr(ada, "password_changed_at"):
        type(ada).objects.update(password_changed_at=timezone.now() - timedelta(days=1))
    with_totp(ada).wait()
    Session.objects.update(revoked_at=None, revoke_reason="")
    before = published()

    answer = getattr(client, method)(path)

    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert answer.json()["methods"] == ["password", "totp"]
    assert published() == before


def test_a_credential_without_a_session_changes_no_factor(client_for, ada):
    client = client_for(ada)

    for answer in (client.get(MFA), client.post(TOTP), client.delete(TOTP)):
        assert answer.json()["code"] == "insufficient_scope"


def test_a_code_proves_again_who_one_is(ada):
    app = with_totp(ada)
    client = bearer(tokens_of(ada).access_token)
    body = {"method": "totp", "code": app.code()}

    answer = client.post("/api/v1/auth/reauthenticate", body)

    assert answer.status_code == 200
    renewed = bearer(answer.json()["access_token"])
    assert renewed.get("/api/v1/auth/session").json()["amr"] == ["pwd", "otp"]
    assert client.get("/api/v1/me").status_code == 401
    assert renewed.post("/api/v1/auth/reauthenticate", body).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"method": "totp"},
        {"code": "123456"},
        {"password": "x", "code": "123456", "method": "totp"},
        {"method": "recovery_code", "code": "123456"},
    ],
)
def test_one_proof_is_asked_for_and_no_more(ada_client, body):
    assert ada_client.post("/api/v1/auth/reauthenticate", body).status_code == 422


def test_codes_of_no_app_prove_nothing(ada_client):
    body = {"method": "totp", "code": "123456"}
    answers = [ada_client.post("/api/v1/auth/reauthenticate", body) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


def test_a_secret_survives_the_rotation_of_its_key(ada, settings, run_job):
    app, old = with_totp(ada), settings.SECRET_KEY
    code = app.code()

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of the server" * 2, [old]
    assert (run_job("accounts.reseal"), run_job("accounts.reseal")) == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []

    assert _factors.accepts(ada, "totp", code)


def test_a_secret_whose_key_is_gone_is_no_factor_and_no_error(ada, settings, run_job):
    app = with_totp(ada)

    settings.SECRET_KEY = "a key that nobody kept the last one for"

    assert run_job("accounts.reseal") == 0
    assert not _factors.accepts(ada, "totp", app.code())


def test_a_secret_that_was_never_confirmed_is_purged(ada_client, begun, ada, run_job):
    TotpDevice.objects.update(created_at=timezone.now() - timedelta(days=2))

    run_job("accounts.purge")

    assert TotpDevice.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_apps_set_up_at_once_are_one(race, ada, begun):
    code = begun.code()
    actor = services.authenticate(access_token=tokens_of(ada).access_token).actor

    outcomes = race(6, lambda _: services.confirm_totp(actor=actor, code=code))

    assert [type(one).__name__ for one in outcomes].count("RecoveryCodes") == 1
    assert RecoveryCode.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_secrets_asked_for_at_once_leave_one_that_waits(race, ada):
    actor = services.authenticate(access_token=tokens_of(ada).access_token).actor

    outcomes = race(6, lambda _: services.begin_totp(actor=actor))

    assert {type(one).__name__ for one in outcomes} == {"TotpSecret"}
    assert TotpDevice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_code_proves_once_who_one_is_and_only_the_lock_sees_to_it(race, ada, monkeypatch):
    code, step_of = with_totp(ada).code(), totp.step_of
    actor = services.authenticate(access_token=tokens_of(ada).access_token).actor
    monkeypatch.setattr(totp, "step_of", lambda *a, **b: time.sleep(0.05) or step_of(*a, **b))

    proven = race(4, lambda _: services.reauthenticate(actor=actor, method="totp", code=code))

    assert [type(one).__name__ for one in proven].count("TokenPair") == 1


def test_a_code_has_six_digits_and_a_step_thirty_seconds():
    assert (totp.DIGITS, totp.PERIOD_SECONDS, totp.SECRET_BYTES) == (6, 30, 20)
