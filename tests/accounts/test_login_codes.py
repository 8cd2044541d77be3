"""Logging in with a code by mail."""

import pytest

from dovetail.accounts import services
from dovetail.accounts.models import Session
from dovetail.accounts.testing import bearer, code_in

pytestmark = pytest.mark.django_db

ASK, CONFIRM = "/api/v1/auth/login/code", "/api/v1/auth/login/code/confirm"


@pytest.fixture
def ask(anonymous):
    return lambda email="ada@example.org": anonymous.post(ASK, {"email": email})


@pytest.fixture
def confirm(anonymous):
    return lambda challenge_id, code: anonymous.post(
        CONFIRM, {"challenge_id": challenge_id, "code": code}
    )


def test_the_mailed_code_opens_a_session(ask, confirm, ada, deliver, mailoutbox):
    challenge_id = ask().json()["id"]
    deliver()
    (mail,) = mailoutbox

    answer = confirm(challenge_id, code_in(mail.body).lower())

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    client = bearer(answer.json()["tokens"]["access_token"])
    assert client.get("/api/v1/auth/session").json()["amr"] == ["otp"]


def test_known_and_unknown_addresses_are_answered_alike(ask, ada, make_user, names_of):
    make_user("off@example.org", is_active=False)

    answers = [ask(email) for email in ("ada@example.org", "nobody@example.org", "off@example.org")]

    assert {answer.status_code for answer in answers} == {202}
    assert len({frozenset(answer.headers) for answer in answers}) == 1
    assert names_of() == [
        "accounts.login_code_requested.v1",
        "accounts.code_asked_in_vain.v1",
        "accounts.code_asked_in_vain.v1",
    ]


def test_a_code_sent_again_replaces_the_first(ask, confirm, anonymous, ada, code_of):
    challenge_id = ask().json()["id"]
    first = code_of(challenge_id)

    again = anonymous.post("/api/v1/auth/email/resend", {"challenge_id": challenge_id})

    assert again.status_code == 202
    assert confirm(challenge_id, first).status_code == 422
    assert confirm(challenge_id, code_of(challenge_id)).status_code == 200


def test_a_code_of_one_purpose_is_no_code_of_another(ask, anonymous, ada, code_of):
    challenge_id = ask().json()["id"]
    body = {"challenge_id": challenge_id, "code": code_of(challenge_id)}

    for path, more in (
        ("auth/email/verify", {}),
        ("auth/password/reset", {"new_password": "an entirely new password"}),
    ):
        refused = anonymous.post(f"/api/v1/{path}", {**body, **more})
        assert refused.json()["code"] == "challenge_failed"


def test_who_was_turned_off_meanwhile_does_not_get_in(ask, confirm, ada, code_of):
    challenge_id = ask().json()["id"]
    code = code_of(challenge_id)
    ada.is_active = False
    ada.save()

    assert confirm(challenge_id, code).json()["code"] == "challenge_failed"
    assert Session.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_one_code_opens_one_session_however_many_try(ask, race, ada, code_of):
    challenge_id = ask().json()["id"]
    code = code_of(challenge_id)

    outcomes = race(8, lambda _: services.redeem_login_code(challenge_id=challenge_id, code=code))

    assert [type(one).__name__ for one in outcomes].count("Login") == 1
    assert Session.objects.count() == 1
