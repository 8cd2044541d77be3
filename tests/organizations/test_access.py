"""Who is let in where: each endpoint, each role, strangers, and ids of others."""

import json

import pytest

from dovetail.organizations import services
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Membership
from dovetail.organizations.testing.factories import make_organization
from dovetail.shared_kernel.identifiers import uuid7

BELOW = "/api/v1/organizations/{organization}"

# Written by hand: what each role is answered; `owner` stands for the success of the endpoint.
MATRIX = {
    ("GET", BELOW): {"viewer": 200, "member": 200, "admin": 200, "owner": 200},
    ("PATCH", BELOW): {"viewer": 403, "member": 403, "admin": 200, "owner": 200},
    ("GET", f"{BELOW}/members"): {"viewer": 403, "member": 200, "admin": 200, "owner": 200},
    ("PATCH", f"{BELOW}/members/{{member}}"): {
        "viewer": 403,
        "member": 403,
        "admin": 200,
        "owner": 200,
    },
    ("DELETE", f"{BELOW}/members/{{member}}"): {
        "viewer": 403,
        "member": 403,
        "admin": 204,
        "owner": 204,
    },
    ("GET", f"{BELOW}/invitations"): {"viewer": 403, "member": 403, "admin": 200, "owner": 200},
    ("POST", f"{BELOW}/invitations"): {"viewer": 403, "member": 403, "admin": 201, "owner": 201},
    ("GET", f"{BELOW}/invitations/{{invitation}}"): {
        "viewer": 403,
        "member": 403,
        "admin": 200,
        "owner": 200,
    },
    ("DELETE", f"{BELOW}/invitations/{{invitation}}"): {
        "viewer": 403,
        "member": 403,
        "admin": 204,
        "owner": 204,
    },
    ("DELETE", "/api/v1/me/organizations/{organization}"): {
        "viewer": 204,
        "member": 204,
        "admin": 204,
        "owner": 409,
    },
}
BODIES = {
    ("PATCH", BELOW): {"name": "Apex"},
    ("PATCH", f"{BELOW}/members/{{member}}"): {"role": "viewer"},
    ("POST", f"{BELOW}/invitations"): {"email": "new@example.org", "role": "member"},
}


@pytest.fixture
def call(client_for, acme, ada, join, grant_of, now):
    """Send one endpoint's request about Acme's rows as a user."""
    ids = {
        "organization": acme.id,
        "member": join("member").id,
        "invitation": services.create_invitation(
            grant=grant_of(ada), email="old@example.org", role=Role.MEMBER, at=now
        ).id,
    }

    def send(client, endpoint, **other_ids):
        method, path = endpoint
        url = path.format(**{**ids, **other_ids})
        return client.generic(method, url, **encoded(BODIES.get(endpoint)))

    return send


def encoded(body):
    return {"data": "" if body is None else json.dumps(body), "content_type": "application/json"}


@pytest.mark.parametrize("role", ["viewer", "member", "admin"])
@pytest.mark.parametrize("endpoint", MATRIX, ids=" ".join)
def test_a_role_is_answered(call, client_for, join, make_user, endpoint, role, snapshot):
    user = make_user()
    join(role, user)
    before = snapshot()

    answer = call(client_for(user), endpoint)

    assert answer.status_code == MATRIX[endpoint][role]
    if answer.status_code == 403:
        assert answer.json()["code"] == "permission_denied"
        assert answer.json()["required_permission"].startswith("organizations:")
        assert snapshot() == before


@pytest.mark.parametrize("endpoint", MATRIX, ids=" ".join)
def test_the_owner_is_answered(call, client_for, ada, endpoint):
    assert call(client_for(ada), endpoint).status_code == MATRIX[endpoint]["owner"]


@pytest.mark.parametrize("endpoint", MATRIX, ids=" ".join)
def test_a_stranger_learns_nothing(call, client_for, make_user, endpoint, snapshot):
    stranger = make_user()
    make_organization(stranger, "Elsewhere")
    client = client_for(stranger)
    before = snapshot()

    there, nowhere = call(client, endpoint), call(client, endpoint, organization=uuid7())

    assert there.status_code == nowhere.status_code == 404
    assert there.json()["code"] == nowhere.json()["code"] == "tenant_not_found"
    assert snapshot() == before


@pytest.mark.parametrize("endpoint", MATRIX, ids=" ".join)
def test_nobody_is_let_in_unknown(call, anonymous, endpoint, snapshot):
    before = snapshot()

    answer = call(anonymous, endpoint)

    assert answer.status_code in (401, 403)
    assert answer["Content-Type"] == "application/problem+json"
    assert snapshot() == before


@pytest.mark.parametrize("endpoint", [one for one in MATRIX if "{m" in one[1] or "{i" in one[1]])
def test_what_another_organization_has_is_not_found_in_ones_own(
    call, client_for, make_user, endpoint, snapshot
):
    stranger = make_user()
    own = make_organization(stranger, "Elsewhere")
    before = snapshot()

    answer = call(client_for(stranger), endpoint, organization=own.id)

    assert answer.status_code == 404
    assert answer.json()["code"] in ("member_not_found", "invitation_not_found")
    assert snapshot() == before


@pytest.mark.parametrize("path", ["/api/v1/organizations", "/api/v1/me/organizations"])
def test_ones_own_lists_ask_who_one_is(anonymous, path):
    send = anonymous.post if path.endswith("v1/organizations") else anonymous.get

    assert send(path).status_code in (401, 403)
    assert not Membership.objects.exists()
