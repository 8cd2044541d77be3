"""Beside a user model that is not ours."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType

from dovetail.accounts import checks, errors, services
from dovetail.accounts.services import _people

pytestmark = pytest.mark.django_db


@pytest.fixture
def only_foreign_users(has_our_users):
    if has_our_users:
        pytest.skip("About a user model that is not ours.")


def test_the_user_model_of_this_project_is_enough():
    found = [message.id for message in checks.check_user_model(None)]

    assert "accounts.E001" not in found
    assert checks.check_settings(None) == []


def test_a_user_model_that_lacks_something_is_named_with_what_it_lacks(settings):
    settings.AUTH_USER_MODEL = "contenttypes.ContentType"
    assert get_user_model() is ContentType

    (error,) = checks.check_user_model(None)

    assert error.id == "accounts.E001"
    for name in ("get_email_field_name", "check_password", "is_active", "email", "password"):
        assert name in error.msg


@pytest.mark.parametrize(
    ("chosen", "check_id"),
    [
        ({"acess_token_lifetime": 5}, "accounts.E002"),
        ({"jwt_signing_key": "short"}, "accounts.E003"),
        ({"jwt_previous_keys": ("x" * 32, "short")}, "accounts.E003"),
    ],
)
def test_settings_that_cannot_work_are_found_at_the_start(settings, chosen, check_id):
    settings.DOVETAIL_ACCOUNTS = chosen

    (error,) = checks.check_settings(None)

    assert error.id == check_id


@pytest.mark.usefixtures("only_foreign_users")
def test_shared_addresses_are_warned_of_and_log_nobody_in(make_user, password):
    make_user("both@example.org", password=password)
    make_user("Both@example.org", password=password)

    assert [message.id for message in checks.check_user_model(None)] == ["accounts.W001"]
    assert _people.is_taken("both@example.org")
    with pytest.raises(errors.InvalidCredentials):
        services.log_in(email="both@example.org", password=password)


@pytest.mark.usefixtures("only_foreign_users")
def test_a_name_is_kept_in_the_columns_there_are(sign_up, code_of):
    challenge = sign_up(full_name="Grace Brewster Hopper")

    services.verify_email(challenge_id=challenge.id, code=code_of(challenge.id))

    grace = get_user_model()._default_manager.get()
    assert (grace.first_name, grace.last_name) == ("Grace", "Brewster Hopper")
    assert len(grace.username) == 32


@pytest.mark.usefixtures("only_foreign_users")
def test_what_the_model_does_not_keep_is_refused_by_name(ada_client):
    ada_client.patch("/api/v1/me", {"full_name": "Ada Lovelace"})

    answer = ada_client.patch("/api/v1/me", {"full_name": "Eve", "locale": "fr"})

    assert (answer.status_code, answer.json()["code"]) == (422, "profile_field_not_kept")
    assert answer.json()["field"] == "locale"
    assert ada_client.get("/api/v1/me").json()["full_name"] == "Ada Lovelace"
