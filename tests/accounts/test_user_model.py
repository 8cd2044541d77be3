"""Our user model, its manager, its command and its admin."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command

from dovetail.accounts.models import Session
from dovetail.accounts.testing import tokens_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_our_users")]


@pytest.fixture
def operator(browser_for):
    users = get_user_model().objects
    return browser_for(users.create_superuser("Root@Example.org", "an operator's password"))


def test_the_command_makes_a_superuser(monkeypatch, client):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "an operator's password")

    call_command("createsuperuser", interactive=False, email="Root@Example.org", verbosity=0)

    root = get_user_model().objects.get(email="root@example.org")
    assert root.is_staff
    assert root.is_superuser
    assert client.login(username="ROOT@example.org", password="an operator's password")


def test_the_manager_stores_the_one_spelling():
    users = get_user_model().objects

    grace = users.create_user("Grace@BÜCHER.example", "a good long one", full_name="Grace Hopper")

    assert grace.email == "grace@xn--bcher-kva.example"
    assert users.get_by_natural_key("GRACE@bücher.example") == grace
    assert (grace.get_full_name(), grace.get_short_name()) == ("Grace Hopper", "Grace")
    with pytest.raises(get_user_model().DoesNotExist):
        users.get_by_natural_key("no address")


def test_a_service_needs_no_address():
    service = get_user_model()(kind="service", full_name="Nightly export")
    service.set_unusable_password()
    service.save()

    assert str(service) == "Nightly export"


def test_an_address_that_cannot_be_used_is_an_error_of_the_form():
    with pytest.raises(ValidationError) as refused:
        get_user_model()(email="ada@straße.example", password="!").full_clean()

    assert "email" in refused.value.message_dict


def test_the_admin_makes_and_changes_users(operator, ada):
    base = "/admin/dovetail_accounts/user/"
    new = {
        "email": "Grace@Example.org",
        "full_name": "Grace Hopper",
        "usable_password": "true",
        "password1": "a good long one",
        "password2": "a good long one",
    }

    assert operator.post(f"{base}add/", new).status_code == 302
    grace = get_user_model().objects.get(email="grace@example.org")
    assert grace.check_password("a good long one")
    changed = {
        "email": "grace@example.org",
        "kind": "human",
        "full_name": "Rear Admiral Hopper",
        "locale": "en",
        "timezone": "UTC",
        "is_active": "on",
    }
    assert operator.post(f"{base}{grace.pk}/change/", changed).status_code == 302
    grace.refresh_from_db()
    assert grace.full_name == "Rear Admiral Hopper"
    assert operator.get(base, {"q": "ada"}).status_code == 200
    assert operator.post(f"{base}{ada.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_admin_shows_sessions_and_their_secrets_to_nobody(operator, ada):
    tokens_of(ada)
    session = Session.objects.get(user=ada)
    base = "/admin/dovetail_accounts/session/"

    listed = operator.get(base)
    page = operator.get(f"{base}{session.pk}/change/")

    assert listed.status_code == page.status_code == 200
    assert b"secret" not in page.content
    assert operator.post(f"{base}{session.pk}/change/", {"generation": 9}).status_code == 403
    assert operator.post(f"{base}{session.pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.get(f"{base}add/").status_code == 403


def test_the_admins_lists_cost_the_same_for_many(
    operator, make_user, django_assert_max_num_queries
):
    for _ in range(12):
        tokens_of(make_user())

    with django_assert_max_num_queries(9):
        assert operator.get("/admin/dovetail_accounts/session/").status_code == 200
