"""A password that was forgotten."""

import pytest
from django.utils import timezone

from dovetail.accounts import services
from dovetail.accounts.models import Challenge, SecurityEvent, Session
from dovetail.accounts.testing import bearer, code_in, tokens_of

pytestmark = pytest.mark.django_db

FORGOT, RESET = "/api/v1/auth/password/forgot", "/api/v1/auth/password/reset"
NEW = "an entirely new password"


@pytest.fixture
def forgot(anonymous):
    return lambda email="ada@example.org": anonymous.post(FORGOT, {"email": email})


@pytest.fixture
def reset(anonymous):
    def post(challenge_id, code, new_password=NEW):
        body = {"challenge_id": challenge_id, "code": code, "new_password": new_password}
        return anonymous.post(RESET, body)

    return post


@pytest.fixture
def asked(forgot, ada, code_of):
    """A challenge for Ada, and its code."""
    challenge_id = forgot().json()["id"]
    return challenge_id, code_of(challenge_id)


def test_the_mailed_code_sets_a_new_password(
    forgot, reset, ada, deliver, mailoutbox, anonymous, password
):
    challenge_id = forgot("ADA@Example.org").json()["id"]
    deliver()
    (mail,) = mailoutbox

    assert mail.to == ["ada@example.org"]
    assert reset(challenge_id, code_in(mail.body)).status_code == 204
    log_in = {"email": "ada@example.org", "password": NEW}
    assert anonymous.post("/api/v1/auth/login", log_in).status_code == 200
    old = {"email": "ada@example.org", "password": password}
    assert anonymous.post("/api/v1/auth/login", old).status_code == 401


def test_every_session_ends_and_nobody_is_logged_in(asked, reset, ada, deliver, mailoutbox):
    clients = [bearer(tokens_of(ada).access_token) for _ in range(2)]
    refresh = tokens_of(ada).refresh_token

    answer = reset(*asked)

    assert (answer.status_code, answer.content) == (204, b"")
    assert {client.get("/api/v1/me").status_code for client in clients} == {401}
    again = clients[0].post("/api/v1/auth/token/refresh", {"refresh_token": refresh})
    assert again.status_code == 401
    assert set(Session.objects.values_list("revoke_reason", flat=True)) == {"password_reset"}
    deliver()
    assert "was reset" in mailoutbox[-1].body


def test_known_and_unknown_addresses_are_answered_alike(forgot, ada, make_user, published):
    make_user("off@example.org", is_active=False)
    answers = [
        forgot(email) for email in ("ada@example.org", "nobody@example.org", "off@example.org")
    ]

    assert {answer.status_code for answer in answers} == {202}
    assert {frozenset(answer.json()) for answer in answers} == {frozenset({"id", "expires_at"})}
    assert len({frozenset(answer.headers) for answer in answers}) == 1
    mailed, *in_vain = [name for name, _ in published()]
    assert mailed == "accounts.password_reset_requested.v1"
    assert in_vain == ["accounts.code_asked_in_vain.v1"] * 2


def test_a_decoy_is_redeemed_by_nothing(forgot, reset, ada):
    challenge_id = forgot("nobody@example.org").json()["id"]

    answers = [reset(challenge_id, "BCDF2345").json()["code"] for _ in range(6)]

    assert answers == ["challenge_failed"] * 6
    assert Challenge.objects.get().attempts == 5


def test_a_code_works_once(asked, reset):
    assert reset(*asked).status_code == 204
    assert reset(*asked).json()["code"] == "challenge_failed"


def test_five_guesses_end_a_challenge(asked, reset):
    challenge_id, code = asked

    guesses = [reset(challenge_id, "BCDF2345").status_code for _ in range(5)]

    assert guesses == [422] * 5
    assert reset(challenge_id, code).json()["code"] == "challenge_failed"


def test_an_unacceptable_password_uses_up_nothing_and_tells_nothing(asked, reset):
    challenge_id, code = asked

    told = [reset(challenge_id, tried, "short").json() for tried in (code, "BCDF2345")]

    assert [one["code"] for one in told] == ["password_not_acceptable"] * 2
    assert Challenge.objects.get().attempts == 0
    assert reset(challenge_id, code, "ada@example.org").json()["code"] == "password_not_acceptable"
    assert reset(challenge_id, code).status_code == 204


def test_an_expired_code_is_refused(asked, reset):
    Challenge.objects.update(expires_at=timezone.now())

    assert reset(*asked).json()["code"] == "challenge_failed"


def test_what_was_begun_beside_it_is_void(asked, forgot, reset, anonymous, code_of):
    other = forgot().json()["id"]
    login = anonymous.post("/api/v1/auth/login/code", {"email": "ada@example.org"}).json()["id"]

    reset(*asked)

    assert reset(other, code_of(other)).json()["code"] == "challenge_failed"
    body = {"challenge_id": login, "code": code_of(login)}
    assert anonymous.post("/api/v1/auth/login/code/confirm", body).status_code == 422


def test_it_stands_in_the_history(asked, reset, ada):
    reset(*asked)

    kinds = set(SecurityEvent.objects.filter(user=ada).values_list("kind", flat=True))
    assert kinds == {"password_reset_requested", "password_reset"}


@pytest.mark.django_db(transaction=True)
def test_one_code_is_good_for_one_of_many_at_once(asked, race, ada):
    challenge_id, code = asked

    outcomes = race(
        6,
        lambda number: services.reset_password(
            challenge_id=challenge_id, code=code, new_password=f"{NEW} {number}"
        ),
    )

    assert [type(one).__name__ for one in outcomes].count("NoneType") == 1
    assert [type(one).__name__ for one in outcomes].count("ChallengeFailed") == 5
