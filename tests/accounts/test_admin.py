"""What operators do in the admin goes through the services, and no further than they may."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from dovetail.accounts.models import SecurityEvent
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.models import OutboxEvent
from dovetail.shared_kernel.testing.clients import browser_for as browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_our_users")]

USERS = "/admin/dovetail_accounts/user/"


@pytest.fixture
def operator(make_user):
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def clerk(make_user):
    """Staff that may change users, and is no superuser."""
    user = make_user(is_staff=True)
    codenames = ("change_user", "view_user")
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def act(user, action, *chosen):
    body = {"action": action, "_selected_action": [str(one.pk) for one in chosen]}
    return browser(user).post(USERS, body)


def test_who_is_turned_off_in_the_admin_is_out_at_once_and_told(operator, ada, ada_client):
    assert act(operator, "deactivate", ada).status_code == 302

    assert ada_client.get("/api/v1/me").status_code == 401
    assert OutboxEvent.objects.get(name="accounts.user_deactivated.v1").actor_id == str(operator.pk)
    assert SecurityEvent.objects.get(kind="deactivated").actor_id == str(operator.pk)

    act(operator, "reactivate", ada)
    assert get_user_model().objects.get(pk=ada.pk).is_active


def test_sessions_are_ended_and_a_reset_is_mailed(operator, ada, ada_client, deliver, mailoutbox):
    act(operator, "revoke_sessions", ada)
    act(operator, "send_password_reset", ada)
    deliver()

    assert ada_client.get("/api/v1/me").status_code == 401
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]] * 2


@pytest.mark.parametrize("action", ["deactivate", "revoke_sessions", "send_password_reset"])
def test_a_clerk_does_nothing_to_a_superuser(clerk, operator, action):
    client = bearer(tokens_of(operator).access_token)

    act(clerk, action, operator)

    assert client.get("/api/v1/me").status_code == 200
    assert not OutboxEvent.objects.exclude(name="accounts.user_logged_in.v1").exists()
    assert browser(clerk).post(f"{USERS}{operator.pk}/change/", {}).status_code == 403


def test_a_clerk_makes_nobody_a_superuser(clerk, ada):
    body = {"email": "ada@example.org", "kind": "human", "locale": "en", "timezone": "UTC"}

    answer = browser(clerk).post(
        f"{USERS}{ada.pk}/change/", {**body, "is_superuser": "on", "is_staff": "on"}
    )

    assert answer.status_code == 302
    ada.refresh_from_db()
    assert (ada.is_superuser, ada.is_staff) == (False, False)


def test_nobody_chooses_the_password_of_another(operator, ada, password):
    new = "an entirely new password"

    answer = browser(operator).post(
        f"{USERS}{ada.pk}/password/", {"password1": new, "password2": new}
    )

    assert answer.status_code == 403
    ada.refresh_from_db()
    assert ada.check_password(password)
