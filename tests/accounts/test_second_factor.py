"""Logging in with a second factor."""

import pytest

from dovetail.accounts import services
from dovetail.accounts.models import Challenge, SecurityEvent, Session
from dovetail.accounts.services import _completion
from dovetail.accounts.testing import Authenticator, bearer, with_totp

pytestmark = pytest.mark.django_db

LOGIN, MFA = "/api/v1/auth/login", "/api/v1/auth/login/mfa"


@pytest.fixture
def app(ada):
    """The app with which Ada computes codes."""
    return with_totp(ada)


@pytest.fixture
def begin(anonymous, password):
    """Log in as far as the password goes; the answer's challenge."""

    def post(email="ada@example.org"):
        answer = anonymous.post(LOGIN, {"email": email, "password": password})
        assert answer.status_code == 200, answer.content
        return answer.json()["challenge"]

    return post


@pytest.fixture
def complete(anonymous):
    def post(challenge, code, method="totp", **extra):
        body = {"challenge_id": challenge["id"], "method": method, "code": code}
        return anonymous.post(MFA, body, **extra)

    return post


def test_the_password_alone_opens_no_session(anonymous, ada, app, password, names_of):
    before, login_at = names_of(), ada.last_login

    answer = anonymous.post(LOGIN, {"email": "ada@example.org", "password": password})

    told = answer.json()
    assert (answer.status_code, told["status"], told["tokens"]) == (200, "mfa_required", None)
    assert answer["Cache-Control"] == "no-store"
    assert told["challenge"]["methods"] == ["totp", "recovery_code"]
    assert told["challenge"]["amr"] == ["pwd"]
    assert told["challenge"]["enrollment_token"] is None
    ada.refresh_from_db()
    assert (Session.objects.count(), names_of(), ada.last_login) == (0, before, login_at)
    assert not SecurityEvent.objects.filter(kind="logged_in").exists()


def test_the_code_of_the_app_finishes_the_log_in(begin, complete, app):
    answer = complete(begin(), app.code())

    assert (answer.status_code, answer.json()["status"]) == (200, "authenticated")
    assert answer["Cache-Control"] == "no-store"
    client = bearer(answer.json()["tokens"]["access_token"])
    assert client.get("/api/v1/auth/session").json()["amr"] == ["pwd", "otp", "mfa"]


def test_a_code_by_mail_needs_the_second_factor_too(anonymous, ada, app, code_of, complete):
    asked = anonymous.post("/api/v1/auth/login/code", {"email": "ada@example.org"}).json()
    body = {"challenge_id": asked["id"], "code": code_of(asked["id"])}

    told = anonymous.post("/api/v1/auth/login/code/confirm", body).json()

    assert (told["status"], told["tokens"]) == ("mfa_required", None)
    assert complete(told["challenge"], app.code()).status_code == 200


def test_what_was_several_factors_by_itself_needs_no_second(ada, app):
    login = _completion.finish(ada, amr=["hwk", "user", "mfa"])

    assert login.status == "authenticated"


def test_a_code_of_the_app_is_good_for_once_however_it_is_typed(begin, complete, app, settings):
    settings.DOVETAIL_ACCOUNTS = {"login_failures": 100}
    code = app.code()
    assert complete(begin(), code).status_code == 200

    wide = code.translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"})
    arabic = code.translate({ord(digit): 0x0660 + int(digit) for digit in "0123456789"})
    for again in (code, f"{code[:3]} {code[3:]}", f" {code}", "-".join(code), wide, arabic):
        assert complete(begin(), again).status_code == 422, again
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    "entered", ["\u0660" * 6, "\uff10" * 6, "1e5", "-00001", "0x1234", "1" * 64]
)
def test_what_is_no_code_is_refused(begin, complete, app, entered):
    assert complete(begin(), entered).json()["code"] == "challenge_failed"


def test_the_code_of_another_half_minute_is_refused_unless_the_project_allows(
    begin, complete, app, settings
):
    assert complete(begin(), app.code(-1)).status_code == 422
    assert complete(begin(), app.code(1)).status_code == 422

    settings.DOVETAIL_ACCOUNTS = {"totp_drift_steps": 1}
    assert complete(begin(), app.code(-1)).status_code == 200
    assert complete(begin(), app.code(-1)).status_code == 422


def test_a_challenge_is_answered_once(begin, complete, app):
    challenge = begin()
    assert complete(challenge, app.code()).status_code == 200
    app.wait()

    assert complete(challenge, app.code()).json()["code"] == "challenge_failed"


def test_five_wrong_codes_end_the_log_in(begin, complete, app, settings):
    settings.DOVETAIL_ACCOUNTS = {"login_failures": 100}
    challenge = begin()
    for _ in range(5):
        assert complete(challenge, "000000", method="recovery_code").status_code == 422

    assert complete(challenge, app.code()).json()["code"] == "challenge_failed"
    assert Challenge.objects.get(id=challenge["id"]).attempts == 5


def test_who_knows_the_password_and_fails_at_the_second_factor_is_told_of(
    begin, complete, ada, app, published, deliver, mailoutbox
):
    challenge = begin()
    for _ in range(5):
        complete(challenge, "000000", method="recovery_code")

    told = [payload for name, payload in published() if name == "accounts.second_factor_failed.v1"]
    assert told == [{"user_id": str(ada.pk), "amr": ["pwd"]}]
    deliver()
    assert "somebody knows your password" in mailoutbox[-1].body


def test_tries_from_everywhere_are_counted_together_and_the_owners_place_stays_open(
    begin, complete, app, settings, names_of, password, anonymous
):
    settings.DOVETAIL_ACCOUNTS = {"account_login_failures": 3, "login_rate": ""}
    complete(begin(), app.code(), REMOTE_ADDR="192.0.2.200")
    for place in range(3):
        complete(begin(), "wrong", "recovery_code", REMOTE_ADDR=f"192.0.2.{place}")
    app.wait()

    assert complete(begin(), app.code(), REMOTE_ADDR="192.0.2.100").status_code == 429
    assert names_of().count("accounts.logins_limited.v1") == 1
    assert complete(begin(), app.code(), REMOTE_ADDR="192.0.2.200").status_code == 200


def test_one_address_tries_so_often_and_no_more(begin, complete, app, settings):
    settings.DOVETAIL_ACCOUNTS = {"login_rate": "2/1m", "login_failures": 100}
    challenge = begin()

    answers = [complete(challenge, "wrong", "recovery_code") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert answers[-1].json()["violated_policies"] == ["second-factors"]


def test_another_challenge_gives_no_more_tries(begin, complete, app):
    challenges = [begin() for _ in range(2)]
    answers = [complete(challenges[at // 3], "wrong", "recovery_code") for at in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert answers[-1].json()["code"] == "too_many_logins"
    assert complete(begin(), app.code()).status_code == 429
    assert complete(begin(), app.code(), REMOTE_ADDR="192.0.2.9").status_code == 200


def test_who_gets_in_starts_again_at_none(begin, complete, app):
    for _ in range(2):
        challenge = begin()
        for _ in range(4):
            assert complete(challenge, "wrong", "recovery_code").status_code == 422
        assert complete(challenge, app.code()).status_code == 200
        app.wait()


def test_a_log_in_that_ended_counts_for_nobody(begin, complete, app):
    challenge = begin()
    Challenge.objects.update(expires_at="2020-01-01T00:00Z")

    for _ in range(6):
        assert complete(challenge, app.code()).status_code == 422
    assert complete(begin(), app.code()).status_code == 200


def test_who_was_turned_off_meanwhile_does_not_get_in(begin, complete, ada, app):
    challenge = begin()
    ada.is_active = False
    ada.save()

    assert complete(challenge, app.code()).json()["code"] == "challenge_failed"
    assert Session.objects.count() == 0


def test_another_password_ends_what_began_with_the_old_one(begin, complete, ada, app):
    challenge = begin()
    ada.set_password("another password, set elsewhere")
    ada.save()

    assert complete(challenge, app.code()).json()["code"] == "challenge_failed"


def test_a_challenge_of_another_purpose_is_none(anonymous, ada, app, complete):
    asked = anonymous.post("/api/v1/auth/login/code", {"email": "ada@example.org"}).json()

    assert complete(asked, app.code()).json()["code"] == "challenge_failed"


def test_the_code_of_another_persons_app_is_refused(begin, complete, app, make_user, password):
    grace = with_totp(make_user("grace@example.org", password=password))

    assert complete(begin(), grace.code()).status_code == 422
    assert complete(begin("grace@example.org"), grace.code()).status_code == 200


def test_a_second_factor_is_no_first_one(anonymous, app):
    answer = anonymous.post(LOGIN, {"email": "ada@example.org", "password": app.code()})

    assert answer.json()["code"] == "invalid_credentials"


def test_every_step_stands_in_the_history_with_its_factor(begin, complete, ada, app):
    challenge = begin()
    complete(challenge, "000000", "recovery_code")
    complete(challenge, app.code())

    rows = SecurityEvent.objects.filter(user=ada).order_by("id").values_list("kind", "details")
    assert list(rows)[-3:] == [
        ("second_factor_asked", {"amr": ["pwd"]}),
        ("login_failed", {"method": "recovery_code"}),
        ("logged_in", {"amr": ["pwd", "otp", "mfa"]}),
    ]


@pytest.mark.django_db(transaction=True)
def test_one_code_opens_one_session_however_many_try(race, begin, ada, app, settings):
    settings.DOVETAIL_ACCOUNTS = {"login_failures": 100}
    challenges = [begin()["id"] for _ in range(8)]
    code = app.code()

    outcomes = race(
        8,
        lambda at: services.complete_mfa(challenge_id=challenges[at], method="totp", code=code),
    )

    assert [type(one).__name__ for one in outcomes].count("Login") == 1
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_once_are_all_counted(race, begin, app):
    challenge_id = begin()["id"]

    outcomes = race(
        8,
        lambda _: services.complete_mfa(
            challenge_id=challenge_id, method="recovery_code", code="wrong"
        ),
    )

    kinds = {type(one).__name__ for one in outcomes}
    assert kinds <= {"ChallengeFailed", "TooManyLogins"}
    assert Challenge.objects.get(id=challenge_id).attempts == 5


def test_an_app_that_computes_as_rfc_6238_says():
    """Appendix B, the last six of its eight digits."""
    app = Authenticator("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")

    assert [app.code_at(seconds) for seconds in (59, 1111111109, 20000000000)] == [
        "287082",
        "081804",
        "353130",
    ]
