"""A provider's word is one factor, unless it tells of more."""

import pytest
from django.contrib.auth import get_user_model

from dovetail.accounts.models import Session
from dovetail.accounts.testing import with_totp

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(came_back, finish):
    """The app of somebody who logs in through a provider."""
    assert finish(came_back()).json()["status"] == "authenticated"
    app = with_totp(get_user_model()._default_manager.get())
    Session.objects.all().delete()
    return app


def test_the_second_factor_is_asked_for_after_the_provider(came_back, finish, anonymous, app):
    told = finish(came_back()).json()

    assert (told["status"], told["tokens"], Session.objects.count()) == ("mfa_required", None, 0)
    assert told["challenge"]["amr"] == ["fed"]
    body = {"challenge_id": told["challenge"]["id"], "method": "totp", "code": app.code()}
    assert anonymous.post("/api/v1/auth/login/mfa", body).status_code == 200
    assert Session.objects.get().amr == ["fed", "otp", "mfa"]


@pytest.mark.parametrize(
    ("amr", "status"),
    [
        (["pwd"], "mfa_required"),
        ("mfa", "mfa_required"),
        (["MFA", "madeup"], "mfa_required"),
        (["pwd", "mfa"], "authenticated"),
    ],
)
@pytest.mark.usefixtures("app")
def test_unless_the_provider_says_that_it_saw_several(came_back, finish, openid, amr, status):
    openid.control(claims={"email": "grace@example.org", "email_verified": True, "amr": amr})

    assert finish(came_back()).json()["status"] == status
