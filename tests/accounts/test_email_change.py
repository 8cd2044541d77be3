"""Another address, proven and undone."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from dovetail.accounts import services
from dovetail.accounts.models import Challenge, Session
from dovetail.accounts.testing import bearer, code_in, tokens_of
from dovetail.shared_kernel.authz import Actor

pytestmark = pytest.mark.django_db

ASK, CONFIRM, UNDO = (f"/api/v1/auth/email/{end}" for end in ("change", "change/confirm", "undo"))
UNDOING = re.compile(r"^    ([0-9a-f-]{36})\n    (\S{43})$", re.MULTILINE)


@pytest.fixture
def ask(ada_client):
    return lambda email="ada@new.example": ada_client.post(ASK, {"email": email})


@pytest.fixture
def confirm(ada_client):
    return lambda challenge_id, code: ada_client.post(
        CONFIRM, {"challenge_id": challenge_id, "code": code}
    )


@pytest.fixture
def changed(ask, confirm, code_of):
    challenge_id = ask().json()["id"]
    assert confirm(challenge_id, code_of(challenge_id)).status_code == 204


@pytest.fixture
def undoing(changed, deliver, mailoutbox):
    """What the mail to the old address holds."""
    deliver()
    (mail,) = [one for one in mailoutbox if one.to == ["ada@example.org"]]
    challenge_id, secret = UNDOING.search(mail.body).groups()
    return {"challenge_id": challenge_id, "secret": secret}


def address_of(user):
    user.refresh_from_db()
    return getattr(user, get_user_model().get_email_field_name())


def test_the_code_goes_to_the_new_address_and_changes_it(
    ask, confirm, ada, deliver, mailoutbox, published
):
    challenge_id = ask("Ada@New.example").json()["id"]
    deliver()
    (mail,) = mailoutbox

    assert mail.to == ["ada@new.example"]
    assert address_of(ada) == "ada@example.org"
    assert confirm(challenge_id, code_in(mail.body)).status_code == 204
    assert address_of(ada) == "ada@new.example"
    assert published()[-1][0] == "accounts.email_changed.v1"


def test_an_address_that_is_taken_is_answered_alike_and_its_owner_told(
    ask, confirm, make_user, deliver, mailoutbox, ada
):
    make_user("grace@example.org")
    free, taken = ask().json(), ask("grace@example.org").json()
    deliver()

    assert list(free) == list(taken)
    assert "was not" in mailoutbox[-1].body or "were not told" in mailoutbox[-1].body
    assert mailoutbox[-1].to == ["grace@example.org"]
    assert confirm(taken["id"], "BCDF2345").status_code == 422
    assert address_of(ada) == "ada@example.org"


def test_an_old_log_in_is_asked_to_authenticate_again(ask, published):
    then = timezone.now() - timedelta(minutes=11)
    Session.objects.update(authenticated_at=then)
    if hasattr(get_user_model(), "password_changed_at"):
        get_user_model().objects.update(password_changed_at=then)

    assert ask().json()["code"] == "reauthentication_required"
    assert "accounts.email_change_requested.v1" not in [name for name, _ in published()]


def test_somebody_elses_challenge_fails(ask, make_user, code_of, ada):
    challenge_id = ask().json()["id"]
    grace = bearer(tokens_of(make_user("grace@example.org")).access_token)

    refused = grace.post(CONFIRM, {"challenge_id": challenge_id, "code": code_of(challenge_id)})

    assert refused.json()["code"] == "challenge_failed"
    assert Challenge.objects.get(id=challenge_id).attempts == 0


def test_an_address_that_was_taken_meanwhile_is_refused(ask, confirm, make_user, code_of, ada):
    challenge_id = ask().json()["id"]
    make_user("ada@new.example")

    refused = confirm(challenge_id, code_of(challenge_id))

    assert (refused.status_code, refused.json()["code"]) == (409, "account_exists")
    assert address_of(ada) == "ada@example.org"


def test_codes_that_were_mailed_to_the_old_address_are_void(ask, confirm, anonymous, code_of, ada):
    login = anonymous.post("/api/v1/auth/login/code", {"email": "ada@example.org"}).json()["id"]
    challenge_id = ask().json()["id"]
    confirm(challenge_id, code_of(challenge_id))

    body = {"challenge_id": login, "code": code_of(login)}
    assert anonymous.post("/api/v1/auth/login/code/confirm", body).status_code == 422


def test_the_owner_of_the_old_address_takes_it_back(anonymous, undoing, ada, ada_client):
    assert anonymous.post(UNDO, undoing).status_code == 204

    assert address_of(ada) == "ada@example.org"
    assert not ada.has_usable_password()
    assert ada_client.get("/api/v1/me").status_code == 401
    assert anonymous.post(UNDO, undoing).json()["code"] == "undo_failed"


def test_a_wrong_secret_undoes_nothing_and_five_end_it(anonymous, undoing, ada):
    wrong = {**undoing, "secret": "x" * 43}

    assert [anonymous.post(UNDO, wrong).status_code for _ in range(5)] == [422] * 5
    assert anonymous.post(UNDO, undoing).status_code == 422
    assert address_of(ada) == "ada@new.example"


def test_a_change_cannot_be_undone_after_its_days(anonymous, undoing, ada):
    Challenge.objects.filter(purpose="email_undo").update(expires_at=timezone.now())

    assert anonymous.post(UNDO, undoing).status_code == 422
    assert address_of(ada) == "ada@new.example"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_one_address_one_gets_it(race, make_user, published, code_of):
    people = [make_user(f"person{number}@example.org") for number in range(4)]
    actors = []
    for person in people:
        tokens_of(person)
        session = Session.objects.get(user=person)
        actors.append(Actor(kind="user", user_id=str(person.pk), session_id=str(session.id)))
    wanted = [
        services.request_email_change(actor=actor, email="wanted@example.org") for actor in actors
    ]
    codes = [code_of(challenge.id) for challenge in wanted]

    outcomes = race(
        4,
        lambda n: services.confirm_email_change(
            actor=actors[n], challenge_id=wanted[n].id, code=codes[n]
        ),
    )

    kinds = sorted(type(one).__name__ for one in outcomes)
    assert kinds == ["AccountExists"] * 3 + ["NoneType"]
    column = get_user_model().get_email_field_name()
    assert get_user_model().objects.filter(**{column: "wanted@example.org"}).count() == 1
