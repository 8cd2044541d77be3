"""Recovery codes: for whoever has lost the app."""

import re

import pytest

from dovetail.accounts import errors, services, tokens
from dovetail.accounts.models import RecoveryCode, SecurityEvent, Session
from dovetail.accounts.testing import bearer, tokens_of, with_totp

pytestmark = pytest.mark.django_db

CODES = "/api/v1/auth/mfa/recovery-codes"


@pytest.fixture
def client(ada):
    """Ada's, who has an app."""
    with_totp(ada)
    return bearer(tokens_of(ada).access_token)


@pytest.fixture
def codes(client):
    answer = client.post(CODES)
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    return answer.json()["codes"]


@pytest.fixture
def enter(anonymous, password):
    """Log in as far as the password goes, and enter a recovery code."""

    def post(code):
        body = {"email": "ada@example.org", "password": password}
        asked = anonymous.post("/api/v1/auth/login", body).json()["challenge"]
        body = {"challenge_id": asked["id"], "method": "recovery_code", "code": code}
        return anonymous.post("/api/v1/auth/login/mfa", body)

    return post


def test_ten_codes_of_115_bits_are_shown_once_and_kept_as_hashes(codes, published):
    assert len(set(codes)) == 10
    shape = "-".join([f"[{tokens.CODE_ALPHABET}]{{4}}"] * 6)
    assert all(re.fullmatch(shape, code) for code in codes)
    kept = str(list(RecoveryCode.objects.values())) + str(published())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_a_code_takes_the_place_of_the_app(codes, enter, client, names_of, deliver, mailoutbox):
    answer = enter(codes[0])

    assert answer.status_code == 200
    assert "accounts.recovery_code_used.v1" in names_of()
    assert client.get("/api/v1/auth/mfa").json()["recovery_codes_left_count"] == 9
    deliver()
    assert any("9 of them are left" in mail.body for mail in mailoutbox)
    used = SecurityEvent.objects.get(kind="recovery_code_used")
    assert (used.user.email, used.details) == ("ada@example.org", {"left_count": 9})


def test_a_code_is_good_for_once_however_it_is_typed(codes, enter):
    code = codes[3]
    assert enter(code.lower().replace("-", " ")).status_code == 200

    for again in (code, code.lower(), code.replace("-", ""), f" {code} "):
        assert enter(again).json()["code"] == "challenge_failed"


def test_new_codes_make_the_old_ones_worthless(codes, client, enter, names_of, deliver, mailoutbox):
    newer = client.post(CODES).json()["codes"]

    assert enter(codes[0]).json()["code"] == "challenge_failed"
    assert enter(newer[0]).status_code == 200
    assert "accounts.recovery_codes_regenerated.v1" in names_of()
    deliver()
    assert any("new recovery codes" in mail.body for mail in mailoutbox)
    assert SecurityEvent.objects.filter(kind="recovery_codes_regenerated").count() == 2


def test_new_codes_end_the_other_sessions(client, ada):
    other = bearer(tokens_of(ada).access_token)

    client.post(CODES)

    assert (other.get("/api/v1/me").status_code, client.get("/api/v1/me").status_code) == (401, 200)


def test_new_codes_end_the_log_ins_that_wait_for_a_factor(client, codes, anonymous, password):
    body = {"email": "ada@example.org", "password": password}
    asked = anonymous.post("/api/v1/auth/login", body).json()["challenge"]

    newer = client.post(CODES).json()["codes"]

    body = {"challenge_id": asked["id"], "method": "recovery_code", "code": newer[0]}
    assert anonymous.post("/api/v1/auth/login/mfa", body).json()["code"] == "challenge_failed"
    assert not RecoveryCode.objects.exclude(used_at=None).exists()


def test_without_a_factor_there_is_nothing_to_recover(ada_client):
    answer = ada_client.post(CODES)

    assert (answer.status_code, answer.json()["code"]) == (409, "no_second_factor")
    assert RecoveryCode.objects.count() == 0


def test_the_last_code_leaves_the_app(client, enter, ada, codes):
    RecoveryCode.objects.exclude(code_hash=tokens.recovery_code_digest(codes[0])).delete()
    assert enter(codes[0]).status_code == 200

    assert client.get("/api/v1/auth/mfa").json()["methods"] == ["totp"]


def test_a_code_of_somebody_else_is_refused(codes, enter, make_user, password):
    grace = make_user("grace@example.org", password=password)
    with_totp(grace)
    theirs = bearer(tokens_of(grace).access_token).post(CODES).json()["codes"]

    assert enter(theirs[0]).json()["code"] == "challenge_failed"
    assert RecoveryCode.objects.filter(used_at__isnull=False).count() == 0


@pytest.mark.usefixtures("only_our_users")
def test_who_lost_everything_is_helped_by_an_operator(
    client, ada, make_user, browser_for, deliver, mailoutbox, anonymous, password
):
    operator = make_user(is_staff=True, is_superuser=True)
    body = {"action": "remove_factors", "_selected_action": [str(ada.pk), str(operator.pk)]}

    browser_for(operator).post("/admin/dovetail_accounts/user/", body)

    assert client.get("/api/v1/me").status_code == 401
    entry = SecurityEvent.objects.get(kind="mfa_disabled")
    assert (entry.user, entry.actor_id) == (ada, str(operator.pk))
    credentials = {"email": "ada@example.org", "password": password}
    assert anonymous.post("/api/v1/auth/login", credentials).json()["status"] == "authenticated"
    deliver()
    assert any("was removed" in mail.body for mail in mailoutbox)


def test_nobody_is_helped_who_has_no_factor(ada):
    with pytest.raises(errors.NoSecondFactor):
        services.remove_factors(user_id=str(ada.pk))


@pytest.mark.django_db(transaction=True)
def test_one_code_opens_one_session_however_many_try(race, ada, anonymous, password, settings):
    settings.DOVETAIL_ACCOUNTS = {"login_failures": 100, "login_rate": ""}
    with_totp(ada)
    code = bearer(tokens_of(ada).access_token).post(CODES).json()["codes"][0]
    body = {"email": "ada@example.org", "password": password}
    asked = [anonymous.post("/api/v1/auth/login", body).json()["challenge"]["id"] for _ in range(8)]
    before = Session.objects.count()

    outcomes = race(
        8,
        lambda at: services.complete_mfa(challenge_id=asked[at], method="recovery_code", code=code),
    )

    assert [type(one).__name__ for one in outcomes].count("Login") == 1
    assert Session.objects.count() == before + 1
