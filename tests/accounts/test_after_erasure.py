"""Who was erased does not come back, by whatever had let them in."""

import pytest

from dovetail.accounts import services
from dovetail.accounts.testing import bearer
from dovetail.shared_kernel.authz import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(ada):
    """An API key of Ada's."""
    return services.create_api_key(
        actor=Actor(kind="user", user_id=str(ada.pk)),
        name="Backup",
        scopes=["accounts:profile.read"],
    )


def test_api_keys_are_refused_from_the_next_request_on(ada, key, erase):
    client = bearer(key.secret)
    assert client.get("/api/v1/me").status_code == 200

    erase(ada)

    assert client.get("/api/v1/me").json()["code"] == "invalid_token"


def test_staff_does_not_turn_them_on_again(ada, erase, staff_client, published):
    erase(ada)
    before = published()

    answer = staff_client.post(f"/api/v1/admin/users/{ada.pk}/reactivate")

    assert (answer.status_code, answer.json()["code"]) == (409, "user_erased")
    ada.refresh_from_db()
    assert (ada.is_active, published()) == (False, before)


def test_minds_that_were_changed_leave_nobody_erased(ada, ada_client, staff_client):
    """Only what was done counts, not what was asked for."""
    ada_client.post("/api/v1/me/erasure")
    ada_client.delete("/api/v1/me/erasure")
    staff_client.post(f"/api/v1/admin/users/{ada.pk}/deactivate")

    answer = staff_client.post(f"/api/v1/admin/users/{ada.pk}/reactivate")

    assert (answer.status_code, answer.json()["is_active"]) == (200, True)
