"""When somebody no longer acts as another."""

import pytest

from dovetail.accounts import services
from dovetail.accounts.testing import bearer, tokens_of

pytestmark = pytest.mark.django_db

ME, STOP = "/api/v1/me", "/api/v1/admin/impersonation"
ENDED = "accounts.impersonation_ended.v1"


def test_the_token_is_refused_at_the_next_request(as_ada):
    assert as_ada.delete(STOP).status_code == 204

    assert as_ada.get(ME).status_code == 401
    assert as_ada.delete(STOP).status_code == 401


def test_logging_out_of_it_is_an_end_as_well(as_ada, ada_client, names_of):
    assert as_ada.post("/api/v1/auth/logout").status_code == 204

    assert as_ada.get(ME).status_code == 401
    assert ada_client.get(ME).status_code == 200
    assert ENDED in names_of()
    assert "accounts.user_logged_out.v1" not in names_of()


def test_with_ones_own_credential_there_is_none_to_end(ada_client, staff_client):
    for client in (ada_client, staff_client):
        assert client.delete(STOP).json()["code"] == "no_impersonation"


def test_the_person_ends_it_with_their_other_sessions(as_ada, ada_client, names_of):
    assert ada_client.post("/api/v1/auth/sessions/revoke-others").status_code == 204

    assert as_ada.get(ME).status_code == 401
    assert ENDED in names_of()


def test_it_ends_when_its_impersonator_logs_out(as_ada, staff_client, names_of):
    staff_client.post("/api/v1/auth/logout")

    assert as_ada.get(ME).status_code == 401
    assert ENDED in names_of()


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
def test_it_ends_when_its_impersonator_is_staff_no_more(as_ada, staff, lost):
    assert as_ada.get(ME).status_code == 200
    setattr(staff, lost, False)
    staff.save()

    assert as_ada.get(ME).status_code == 401


def test_it_ends_when_the_person_becomes_staff(as_ada, ada):
    ada.is_staff = True
    ada.save()

    assert as_ada.get(ME).status_code == 401


def test_it_ends_when_its_impersonator_is_turned_off(as_ada, staff, make_user, names_of):
    root = make_user(is_staff=True, is_superuser=True)
    client = bearer(tokens_of(root).access_token)

    client.post(f"/api/v1/admin/users/{staff.pk}/deactivate")

    assert ENDED in names_of()
    assert as_ada.get(ME).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_it_ends_once_however_many_ask(impersonate, ada, race, names_of):
    token = impersonate(ada).json()["access_token"]
    actor = services.authenticate(access_token=token).actor

    race(6, lambda _: services.stop_impersonation(actor=actor))

    assert names_of().count(ENDED) == 1
