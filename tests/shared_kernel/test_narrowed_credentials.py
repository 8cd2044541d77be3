"""What a credential that is good for less may do, and secrets that are shown once."""

from hashlib import sha256
from uuid import uuid4

import pytest

import locker_api
from dovetail.shared_kernel.authz import (
    OWNER,
    Actor,
    TenantId,
    UnknownScope,
    catalogue,
    personal_permission,
)
from dovetail.shared_kernel.checks import check_permissions
from dovetail.shared_kernel.models import IdempotencyKey
from dovetail.shared_kernel.testing.clients import JsonClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("locker_api")]

LOCKER, SLOW = "/api/v1/locker", "/api/v1/slow-locker"
SCOPE = "lockers:locker.read"


@pytest.fixture
def user(make_user):
    return make_user()


@pytest.fixture
def holding(user):
    """A client with a credential of the user, narrowed as told."""

    def make(**narrowed):
        client = JsonClient()
        client.force_authenticate(user, Actor(kind="user", user_id=str(user.pk), **narrowed))
        return client

    return make


@pytest.mark.parametrize(
    ("narrowed", "status"),
    [
        ({}, 204),
        ({"scopes": frozenset({SCOPE})}, 204),
        ({"scopes": frozenset({"lockers:other.read"})}, 403),
        ({"scopes": frozenset()}, 403),
        ({"bound_tenant": TenantId(uuid4())}, 403),
        ({"bound_tenant": TenantId(uuid4()), "scopes": frozenset({SCOPE})}, 403),
    ],
)
def test_what_is_ones_own_is_for_a_narrowed_credential_by_its_scope(holding, narrowed, status):
    assert holding(**narrowed).get(LOCKER).status_code == status


def test_a_foreign_authenticator_narrows_nothing(client_for, user):
    assert client_for(user).get(LOCKER).status_code == 204


def test_what_is_not_said_to_be_personal_is_closed_to_every_narrowed_credential(holding):
    assert holding(scopes=frozenset({SCOPE})).post(LOCKER).status_code == 403


def test_a_scope_is_no_way_to_what_asks_for_none_in_a_tenant(holding, user, grants):
    tenant_id = uuid4()
    grants.give(user, tenant_id, OWNER)
    hall = f"/api/v1/tenants/{tenant_id}/hall"

    assert holding().get(hall).status_code == 204
    assert holding(bound_tenant=TenantId(tenant_id)).get(hall).status_code == 204
    assert holding(scopes=frozenset({SCOPE})).get(hall).status_code == 403
    assert holding(bound_tenant=TenantId(uuid4())).get(hall).status_code == 404


def test_no_role_has_a_personal_permission():
    assert SCOPE in {permission.code for permission in catalogue.all()}
    assert SCOPE not in catalogue.for_role(OWNER)
    assert catalogue.roles_with(SCOPE) == frozenset()


def test_a_personal_permission_in_a_tenant_does_not_start():
    faults = [fault.msg for fault in check_permissions(None) if fault.id == "dovetail.E008"]

    assert len(faults) == 1
    assert "LostLockerView asks for lockers:locker.read in a tenant" in faults[0]


def test_scopes_are_codes_of_the_catalogue():
    personal_permission("lockers:key.read", "See your own key.")
    catalogue.refuse_unknown(["lockers:key.read", SCOPE])

    with pytest.raises(UnknownScope) as refused:
        catalogue.refuse_unknown([SCOPE, "lockers:nothing.read", "*"])

    assert refused.value.members == {"scopes": ["*", "lockers:nothing.read"]}


@pytest.mark.parametrize("path", [LOCKER, SLOW])
def test_an_answer_with_a_secret_is_not_kept_and_not_given_again(client_for, user, path):
    client, key = client_for(user), {"HTTP_IDEMPOTENCY_KEY": "key-1"}
    locker_api.opened.clear()
    first = client.post(path, **key)

    again = client.post(path, **key)

    assert (first.status_code, first.json()["secret"]) == (201, "3-left-5-right")
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    assert again.json()["location"] == first["Location"]
    assert len(locker_api.opened) == 1
    assert "3-left" not in str(IdempotencyKey.objects.values())
    assert bytes(IdempotencyKey.objects.get().body) == b""


def test_what_is_kept_of_a_request_gives_no_password_away(client_for, user):
    client_for(user).post(LOCKER, {}, HTTP_IDEMPOTENCY_KEY="key-1")
    kept = IdempotencyKey.objects.get().fingerprint

    assert kept != sha256(b"POST /api/v1/locker\n{}").hexdigest()
    assert len(kept) == 64
