"""Who must have a second factor, and how they come to one."""

import pytest

from dovetail.accounts import checks, services
from dovetail.accounts.models import Challenge, RecoveryCode, Session, TotpDevice
from dovetail.accounts.testing import Authenticator, bearer, with_totp

pytestmark = pytest.mark.django_db

LOGIN = "/api/v1/auth/login"
BEGIN, COMPLETE = f"{LOGIN}/enrollment/totp", f"{LOGIN}/enrollment/totp/confirm"


@pytest.fixture
def operator(make_user, password):
    """Somebody who may see the admin, and has no second factor."""
    return make_user("op@example.org", password=password, is_staff=True)


@pytest.fixture
def log_in(anonymous, password):
    def post(email="op@example.org"):
        return anonymous.post(LOGIN, {"email": email, "password": password}).json()

    return post


@pytest.fixture
def asked(operator, log_in):
    """What the operator's log-in asks for, as the next step names it."""
    challenge = log_in()["challenge"]
    return {
        "challenge_id": challenge["id"],
        "enrollment_token": challenge["enrollment_token"],
    }


@pytest.fixture
def everybody(settings):
    settings.DOVETAIL_ACCOUNTS = {"mfa_required": "all", "login_failures": 100}


def statuses(log_in, *people):
    return [log_in(person.email)["status"] for person in people]


@pytest.mark.parametrize(
    ("required", "of_staff", "of_others"),
    [
        ("off", "authenticated", "authenticated"),
        ("staff", "mfa_enrollment_required", "authenticated"),
        ("all", "mfa_enrollment_required", "mfa_enrollment_required"),
    ],
)
def test_the_setting_says_of_whom_a_factor_is_demanded(
    settings, log_in, operator, ada, required, of_staff, of_others
):
    settings.DOVETAIL_ACCOUNTS = {"mfa_required": required}

    assert statuses(log_in, operator, ada) == [of_staff, of_others]


def test_without_a_setting_it_is_demanded_of_staff(log_in, operator, make_user, password, ada):
    root = make_user("root@example.org", password=password, is_superuser=True)

    assert statuses(log_in, operator, root, ada) == [
        "mfa_enrollment_required",
        "mfa_enrollment_required",
        "authenticated",
    ]


def test_a_project_may_decide_otherwise(wire, log_in, operator, ada):
    class OnlyAda:
        def is_required(self, person):
            return person.pk == ada.pk

    wire({"accounts.MfaPolicy": OnlyAda})

    assert statuses(log_in, operator, ada) == ["authenticated", "mfa_enrollment_required"]


def test_a_setting_that_says_nothing_known_is_found_at_the_start(settings):
    settings.DOVETAIL_ACCOUNTS = {"mfa_required": "everyone"}

    (error,) = checks.check_settings(None)

    assert error.id == "accounts.E002"


def test_a_policy_that_says_nothing_known_demands_it_of_everybody(settings, log_in, ada):
    settings.DOVETAIL_ACCOUNTS = {"mfa_required": "everyone"}

    assert statuses(log_in, ada) == ["mfa_enrollment_required"]


def test_the_log_in_opens_no_session_and_answers_what_sets_up_a_factor(log_in, operator, names_of):
    told = log_in()

    assert (told["status"], told["tokens"]) == ("mfa_enrollment_required", None)
    assert (told["challenge"]["methods"][0], told["challenge"]["amr"]) == ("totp", ["pwd"])
    assert len(told["challenge"]["enrollment_token"]) == 43
    assert (Session.objects.count(), names_of()) == (0, [])
    operator.refresh_from_db()
    assert operator.last_login is None


def test_the_app_is_set_up_on_the_way_and_the_log_in_goes_on(
    anonymous, asked, log_in, deliver, mailoutbox
):
    secret = anonymous.post(BEGIN, asked)
    assert (secret.status_code, secret["Cache-Control"]) == (200, "no-store")
    app = Authenticator(secret.json()["secret"])

    answer = anonymous.post(COMPLETE, {**asked, "code": app.code()})

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert (answer.json()["status"], len(answer.json()["recovery_codes"])) == ("authenticated", 10)
    client = bearer(answer.json()["tokens"]["access_token"])
    assert client.get("/api/v1/auth/session").json()["amr"] == ["pwd", "otp", "mfa"]
    assert log_in()["status"] == "mfa_required"
    deliver()
    assert ["op@example.org"] in [mail.to for mail in mailoutbox]


def test_the_token_is_good_for_setting_up_a_factor_and_nothing_else(anonymous, asked):
    client = bearer(asked["enrollment_token"])

    for path in ("me", "auth/session", "auth/mfa", "auth/sessions"):
        assert client.get(f"/api/v1/{path}").status_code == 401
    body = {"challenge_id": asked["challenge_id"], "method": "totp", "code": "123456"}
    assert anonymous.post(f"{LOGIN}/mfa", body).json()["code"] == "challenge_failed"


def test_without_the_token_nothing_is_set_up_and_nothing_counted(anonymous, asked):
    app = Authenticator(anonymous.post(BEGIN, asked).json()["secret"])
    stranger = {**asked, "enrollment_token": "x" * 43}

    for _ in range(6):
        answers = [
            anonymous.post(BEGIN, stranger),
            anonymous.post(COMPLETE, {**stranger, "code": app.code()}),
        ]
        assert {answer.json()["code"] for answer in answers} == {"challenge_failed"}
    assert Challenge.objects.get(id=asked["challenge_id"]).attempts == 0
    assert anonymous.post(COMPLETE, {**asked, "code": app.code()}).status_code == 200


def test_wrong_codes_are_counted(anonymous, asked):
    app = Authenticator(anonymous.post(BEGIN, asked).json()["secret"])
    answers = [anonymous.post(COMPLETE, {**asked, "code": "no code"}) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {422}
    assert anonymous.post(COMPLETE, {**asked, "code": app.code()}).status_code == 422
    assert (Session.objects.count(), RecoveryCode.objects.count()) == (0, 0)


def test_the_challenge_is_used_once(anonymous, asked):
    app = Authenticator(anonymous.post(BEGIN, asked).json()["secret"])
    anonymous.post(COMPLETE, {**asked, "code": app.code()})

    for path, more in ((BEGIN, {}), (COMPLETE, {"code": app.code()})):
        assert anonymous.post(path, {**asked, **more}).json()["code"] == "challenge_failed"


def test_a_factor_set_up_elsewhere_ends_it(anonymous, asked, operator):
    anonymous.post(BEGIN, asked)
    TotpDevice.objects.all().delete()
    with_totp(operator)

    assert anonymous.post(BEGIN, asked).json()["code"] == "challenge_failed"


def test_another_password_ends_it(anonymous, asked, operator):
    operator.set_password("another password, set elsewhere")
    operator.save()

    assert anonymous.post(BEGIN, asked).json()["code"] == "challenge_failed"


def test_who_was_turned_off_meanwhile_sets_up_nothing(anonymous, asked, operator):
    operator.is_active = False
    operator.save()

    assert anonymous.post(BEGIN, asked).json()["code"] == "challenge_failed"
    assert TotpDevice.objects.count() == 0


@pytest.mark.usefixtures("everybody")
def test_signing_up_asks_for_a_factor_where_everybody_must_have_one(sign_up, anonymous, code_of):
    challenge = sign_up()
    body = {"challenge_id": challenge.id, "code": code_of(challenge.id)}

    told = anonymous.post("/api/v1/auth/email/verify", body).json()

    assert (told["status"], told["tokens"]) == ("mfa_enrollment_required", None)


def test_resetting_the_password_opens_no_session_and_leaves_the_factor(
    anonymous, ada, code_of, log_in
):
    app = with_totp(ada)
    forgot = "/api/v1/auth/password/forgot"
    challenge_id = anonymous.post(forgot, {"email": "ada@example.org"}).json()["id"]
    body = {"challenge_id": challenge_id, "code": code_of(challenge_id)}
    new = "an entirely new password"

    reset = anonymous.post("/api/v1/auth/password/reset", {**body, "new_password": new})

    assert (reset.status_code, reset.content, Session.objects.count()) == (204, b"", 0)
    told = anonymous.post(LOGIN, {"email": "ada@example.org", "password": new}).json()
    assert told["status"] == "mfa_required"
    body = {"challenge_id": told["challenge"]["id"], "method": "totp", "code": app.code()}
    assert anonymous.post(f"{LOGIN}/mfa", body).status_code == 200


def test_a_session_started_by_the_project_is_the_projects_matter(operator):
    pair = services.start_session(user_id=str(operator.pk), amr=["sso", "mfa"])

    assert bearer(pair.access_token).get("/api/v1/me").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_one_challenge_sets_up_one_app_however_many_try(race, anonymous, asked):
    app = Authenticator(anonymous.post(BEGIN, asked).json()["secret"])
    code = app.code()

    outcomes = race(6, lambda _: services.complete_totp_enrollment(**asked, code=code))

    assert [type(one).__name__ for one in outcomes].count("Login") == 1
    assert (Session.objects.count(), RecoveryCode.objects.count()) == (1, 10)
