"""Programs in organizations: users of accounts, with its keys, in a role of organizations."""

import pytest
from django.contrib.auth import get_user_model

from dovetail.accounts.testing import bearer
from dovetail.shared_kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db

READ, UPDATE = "organizations:organization.read", "organizations:organization.update"
SUBSCRIPTIONS = "billing:subscription.read"
MANAGE = "organizations:service_account.manage"


@pytest.fixture
def admin(business, logged_in):
    return logged_in(business.people["admin"])


@pytest.fixture
def program(business, admin):
    """Add a program in a role; its path, and a client with a key of it for some scopes."""

    def add(role, *scopes):
        made = admin.post(f"{business.path}/service-accounts", {"name": "Robot", "role": role})
        assert made.status_code == 201, made.content
        path = made["Location"]
        key = admin.post(f"{path}/keys", {"name": "key", "scopes": list(scopes)})
        assert (key.status_code, key["Cache-Control"]) == (201, "no-store"), key.content
        return path, bearer(key.json()["secret"])

    return add


def test_a_program_does_what_its_role_and_the_scopes_of_its_key_allow(business, program):
    _, member = program("member", READ, UPDATE, SUBSCRIPTIONS)
    _, robot = program("admin", READ, UPDATE)

    assert member.get(business.path).status_code == 200
    assert member.get(f"{business.path}/billing/subscriptions").status_code == 200
    assert member.patch(business.path, {"name": "Other"}).status_code == 403
    assert member.get(f"{business.path}/members").status_code == 403
    assert robot.patch(business.path, {"name": "Other"}).status_code == 200
    assert robot.get(f"{business.path}/billing/subscriptions").status_code == 403


def test_a_program_is_nowhere_else(business, program):
    _, robot = program("admin", READ, "accounts:profile.read")
    foreign = business.foreign_ids["organization_id"]

    assert robot.get(f"/api/v1/organizations/{foreign}").status_code == 404
    assert robot.get("/api/v1/me").status_code == 403
    assert robot.get("/api/v1/me/organizations").status_code == 403
    assert robot.get("/api/v1/auth/api-keys").json()["code"] == "insufficient_scope"


def test_what_a_program_does_is_said_to_be_done_by_it(business, program):
    _, robot = program("admin", READ, UPDATE)
    robot.patch(business.path, {"name": "Renamed"})

    event = OutboxEvent.objects.filter(name="organizations.organization_updated.v1").latest("id")
    names = get_user_model().objects.filter(pk=event.actor_id).values_list("kind", "full_name")
    assert list(names) == [("service", "Robot")]


def test_a_program_takes_no_seat_and_is_no_member(business, program, admin):
    before = admin.get(f"{business.path}/members").json()["members"]

    program("member", READ)

    assert admin.get(f"{business.path}/members").json()["members"] == before


def test_a_removed_program_is_refused_from_the_next_request_on(business, program, admin):
    path, robot = program("member", READ)
    assert robot.get(business.path).status_code == 200

    assert admin.delete(path).status_code == 204

    assert robot.get(business.path).status_code == 401
    assert admin.get(path).json()["code"] == "service_account_not_found"
    assert admin.post(f"{path}/keys", {"name": "x", "scopes": [READ]}).status_code == 404


def test_a_revoked_key_is_refused_and_the_others_are_not(business, program, admin):
    path, robot = program("member", READ)
    second = admin.post(f"{path}/keys", {"name": "second", "scopes": [READ]}).json()
    shown = admin.get(path).json()["keys"]
    assert [key["name"] for key in shown] == ["second", "key"]
    assert all("secret" not in key for key in shown)

    assert admin.delete(f"{path}/keys/{shown[1]['id']}").status_code == 204

    assert robot.get(business.path).status_code == 401
    assert bearer(second["secret"]).get(business.path).status_code == 200
    assert admin.delete(f"{path}/keys/{shown[1]['id']}").status_code == 404


def test_no_program_and_no_key_makes_itself_a_wider_key(business, program, logged_in):
    path, robot = program("admin", MANAGE)
    wide = {"name": "wide", "scopes": [READ, UPDATE]}
    owners = logged_in(business.people["owner"]).post(
        "/api/v1/auth/api-keys", {"name": "narrow", "scopes": [MANAGE]}
    )
    narrow = bearer(owners.json()["secret"])

    answers = [
        client.post(where, body).status_code
        for client in (robot, narrow)
        for where, body in [
            (f"{path}/keys", wide),
            (f"{business.path}/service-accounts", {"name": "Another", "role": "admin"}),
        ]
    ]

    assert answers == [403] * 4


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "x", "scopes": ["nothing"]}, "unknown_scope"),
        (
            {"name": "x", "scopes": [READ], "expires_at": "2999-01-01T00:00:00Z"},
            "expiry_not_acceptable",
        ),
    ],
)
def test_what_accounts_refuses_of_a_key_is_what_the_client_is_told(
    business, program, admin, body, code
):
    path, _ = program("member", READ)

    refused = admin.post(f"{path}/keys", body)

    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_no_program_owns_an_organization(business, logged_in):
    owner = logged_in(business.people["owner"])

    refused = owner.post(f"{business.path}/service-accounts", {"name": "x", "role": "owner"})

    assert refused.status_code == 422
