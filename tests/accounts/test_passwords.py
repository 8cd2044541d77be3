"""Which passwords are accepted."""

import pytest

from dovetail.accounts import errors, services
from dovetail.accounts.models import Challenge

pytestmark = pytest.mark.django_db

SIGNUP = "/api/v1/auth/signup"


def ask(client, password, email="grace@example.org"):
    body = {"email": email, "password": password, "full_name": "Grace Hopper"}
    return client.post(SIGNUP, body)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elevenchars", "password_too_short"),
        ("qwerty123456", "password_too_common"),
        ("gracehopper@example.org", "password_too_similar"),
    ],
)
@pytest.mark.parametrize("email", ["gracehopper@example.org", "ada@example.org"])
def test_a_weak_password_is_refused_for_known_and_unknown_alike(
    anonymous, ada, published, password, reason, email
):
    if reason == "password_too_similar":
        password = email

    answer = ask(anonymous, password, email)

    assert answer.status_code == 422
    assert answer.json()["code"] == "password_not_acceptable"
    assert answer.json()["reasons"][0]["code"] == reason
    assert (Challenge.objects.count(), published()) == (0, [])


def test_a_password_is_taken_verbatim(anonymous, sign_up, code_of):
    secret = "  spaces \u00e9 and e\u0301, kept  "
    challenge = sign_up(password=secret)
    services.verify_email(challenge_id=challenge.id, code=code_of(challenge.id))

    statuses = [
        anonymous.post(
            "/api/v1/auth/login", {"email": "grace@example.org", "password": tried}
        ).status_code
        for tried in (secret, secret.strip(), secret.replace("e\u0301", "\u00e9"))
    ]

    assert statuses == [200, 401, 401]


def test_a_password_of_256_characters_is_accepted(anonymous):
    assert ask(anonymous, "ÿ correct" * 28 + "1234").status_code == 202


@pytest.mark.parametrize("size", [257, 1_000_000])
@pytest.mark.parametrize("path", [SIGNUP, "/api/v1/auth/login"])
def test_an_oversized_password_is_refused_and_never_hashed(anonymous, ada, hashings, path, size):
    body = {"email": "ada@example.org", "password": "x" * size}
    if path == SIGNUP:
        body["full_name"] = "Ada"

    answer = anonymous.post(path, body)

    assert answer.status_code == 422
    assert hashings() == 0


def test_the_services_refuse_it_too(ada, hashings):
    with pytest.raises(errors.PasswordNotAcceptable):
        services.sign_up(email="grace@example.org", password="x" * 257, full_name="Grace")
    with pytest.raises(errors.InvalidCredentials):
        services.log_in(email="ada@example.org", password="x" * 257)

    assert hashings() == 0


def test_the_validators_of_the_project_decide_when_there_are_any(anonymous, settings):
    numeric = "django.contrib.auth.password_validation.NumericPasswordValidator"
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": numeric}]

    answers = [ask(anonymous, password) for password in ("7" * 20, "qwerty123456")]

    assert [answer.status_code for answer in answers] == [422, 202]
