"""API keys in organizations: for what they name, where they are bound, while their holder may."""

import pytest

from dovetail.accounts.testing import bearer
from dovetail.shared_kernel.authz import catalogue
from dovetail.shared_kernel.testing.endpoints import endpoints

pytestmark = pytest.mark.django_db

API = "/api/v1"
KEYS = f"{API}/auth/api-keys"
READ, UPDATE = "organizations:organization.read", "organizations:organization.update"


@pytest.fixture
def key_of(business, logged_in):
    """A client with an API key of somebody of the business."""

    def make(role, *scopes, **wish):
        body = {"name": "program", "scopes": list(scopes), **wish}
        answer = logged_in(business.people[role]).post(KEYS, body)
        assert answer.status_code == 201, answer.content
        return bearer(answer.json()["secret"])

    return make


def test_a_key_does_what_it_names_and_nothing_else(business, key_of):
    owner = key_of("owner", READ)

    assert owner.get(business.path).status_code == 200
    assert owner.patch(business.path, {"name": "Other"}).status_code == 403
    assert owner.get(f"{business.path}/members").status_code == 403
    assert owner.get(f"{API}/me/organizations").status_code == 403
    leave = f"{API}/me/organizations/{business.ids['organization_id']}"
    assert owner.delete(leave).status_code == 403
    assert owner.post(f"{API}/organizations", {"name": "Mine"}).status_code == 403


def test_a_key_is_never_good_for_more_than_its_holder(business, key_of, logged_in):
    viewer, admin = key_of("viewer", READ, UPDATE), key_of("admin", READ, UPDATE)
    assert viewer.patch(business.path, {"name": "Other"}).status_code == 403
    assert admin.patch(business.path, {"name": "Other"}).status_code == 200
    owner = logged_in(business.people["owner"])
    members = owner.get(f"{business.path}/members").json()["members"]
    admin_id = next(one["id"] for one in members if one["role"] == "admin")

    assert owner.delete(f"{business.path}/members/{admin_id}").status_code == 204

    assert admin.get(business.path).status_code == 404


def test_a_bound_key_finds_no_other_organization(business, key_of, logged_in):
    owner = logged_in(business.people["owner"])
    second = owner.post(f"{API}/organizations", {"name": "Second"}).json()["id"]
    bound = key_of("owner", READ, tenant_id=business.ids["organization_id"])
    free = key_of("owner", READ)

    assert bound.get(business.path).status_code == 200
    assert bound.get(f"{API}/organizations/{second}").status_code == 404
    assert free.get(f"{API}/organizations/{second}").status_code == 200


def test_nobody_binds_a_key_to_an_organization_that_they_are_not_in(business, logged_in):
    body = {"name": "x", "scopes": [READ], "tenant_id": business.ids["organization_id"]}

    answer = logged_in(business.people["stranger"]).post(KEYS, body)

    assert (answer.status_code, answer.json()["code"]) == (404, "tenant_not_found")


def test_every_endpoint_that_asks_for_no_permission_is_closed_to_keys(business, key_of):
    everything = key_of("owner", *[one.code for one in catalogue.all()])
    let_in = []
    for endpoint in endpoints("api/v1/"):
        if endpoint.view.permissions[endpoint.method] != "authenticated":
            continue
        path = "/" + endpoint.route.format(**business.ids)
        answer = everything.generic(endpoint.method, path, b"{}", content_type="application/json")
        if answer.status_code != 403:
            let_in.append(f"{endpoint.key}: {answer.status_code}")

    assert let_in == []
