"""Another password, and the first one."""

import pytest
from django.contrib.auth import get_user_model

from dovetail.accounts.models import Session
from dovetail.accounts.testing import bearer, tokens_of

pytestmark = pytest.mark.django_db

CHANGE, SET = "/api/v1/auth/password/change", "/api/v1/auth/password/set"
NEW = "an entirely new password"


@pytest.fixture
def change(ada_client, password):
    def post(current_password=password, new_password=NEW):
        body = {"current_password": current_password, "new_password": new_password}
        return ada_client.post(CHANGE, body)

    return post


@pytest.fixture
def without_password(make_user):
    person = make_user("grace@example.org", full_name="Grace Hopper")
    person.set_unusable_password()
    person.save()
    return person


def test_who_knows_the_current_one_changes_it(change, ada, published, deliver, mailoutbox):
    assert change().status_code == 204

    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert published()[-1] == ("accounts.password_changed.v1", {"user_id": str(ada.pk)})
    deliver()
    assert mailoutbox[-1].to == ["ada@example.org"]


def test_other_sessions_end_and_this_one_stays(change, ada, ada_client, ada_tokens):
    other = bearer(tokens_of(ada).access_token)

    change()

    assert other.get("/api/v1/me").status_code == 401
    assert ada_client.get("/api/v1/me").status_code == 200
    refreshed = ada_client.post(
        "/api/v1/auth/token/refresh", {"refresh_token": ada_tokens.refresh_token}
    )
    assert refreshed.status_code == 200


def test_a_wrong_current_password_is_counted_and_changes_nothing(change, ada, password):
    answers = [change("not the password").status_code for _ in range(6)]

    assert answers == [401] * 5 + [429]
    ada.refresh_from_db()
    assert ada.check_password(password)


@pytest.mark.parametrize("new", ["short", "x" * 257, "password1234", "ada@example.org"])
def test_an_unacceptable_password_changes_nothing(change, ada, password, new):
    assert change(new_password=new).status_code == 422

    ada.refresh_from_db()
    assert ada.check_password(password)


def test_passwords_are_taken_verbatim(change, ada):
    assert change(new_password="  spaces at both ends  ").status_code == 204

    ada.refresh_from_db()
    assert ada.check_password("  spaces at both ends  ")


@pytest.mark.parametrize("words", [{"product_name": "Dovetail"}, {"context_words": ("dovetail",)}])
def test_the_name_of_the_product_is_no_password(change, settings, words):
    settings.DOVETAIL_ACCOUNTS = words

    refused = change(new_password="DoveTail123dovetail")

    assert refused.json()["reasons"][0]["code"] == "password_has_context_word"
    assert change(new_password="a dovetail in the rafters").status_code == 204


def test_who_has_none_sets_the_first(without_password):
    client = bearer(tokens_of(without_password).access_token)

    assert client.post(SET, {"new_password": NEW}).status_code == 204

    assert get_user_model().objects.get(pk=without_password.pk).check_password(NEW)
    assert client.get("/api/v1/me").status_code == 200
    assert Session.objects.filter(revoked_at=None).count() == 1


def test_who_has_one_changes_it_instead(ada_client):
    refused = ada_client.post(SET, {"new_password": NEW})

    assert (refused.status_code, refused.json()["code"]) == (409, "password_already_set")
