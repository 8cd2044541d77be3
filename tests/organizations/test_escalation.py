"""Nobody acts above their own rank, and only owners touch owners."""

import pytest

from dovetail.organizations import errors, services
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Membership
from dovetail.organizations.permissions import INVITATION_CREATE, MEMBER_UPDATE
from dovetail.shared_kernel.authz import Actor, Grant


@pytest.fixture
def admin(client_for, acme, join, make_user):
    user = make_user()
    join("admin", user)
    return client_for(user)


def test_an_admin_makes_admins(admin, acme, join):
    member = join("member")

    answer = admin.patch(f"/api/v1/organizations/{acme.id}/members/{member.id}", {"role": "admin"})

    assert answer.status_code == 200


@pytest.mark.parametrize("way", ["make", "demote", "remove", "invite"])
def test_an_admin_does_not_touch_owners(admin, acme, join, snapshot, way):
    member, owner = join("member"), join("owner")
    below = f"/api/v1/organizations/{acme.id}"
    before = snapshot()

    answer = {
        "make": lambda: admin.patch(f"{below}/members/{member.id}", {"role": "owner"}),
        "demote": lambda: admin.patch(f"{below}/members/{owner.id}", {"role": "viewer"}),
        "remove": lambda: admin.delete(f"{below}/members/{owner.id}"),
        "invite": lambda: admin.post(
            f"{below}/invitations", {"email": "eve@example.org", "role": "owner"}
        ),
    }[way]()

    assert (answer.status_code, answer.json()["code"]) == (403, "owner_required")
    assert snapshot() == before


def test_an_admin_does_not_revoke_an_owners_invitation(admin, client_for, ada, acme, snapshot):
    below = f"/api/v1/organizations/{acme.id}/invitations"
    invited = client_for(ada).post(below, {"email": "eve@example.org", "role": "owner"}).json()
    before = snapshot()

    answer = admin.delete(f"{below}/{invited['id']}")

    assert (answer.status_code, answer.json()["code"]) == (403, "owner_required")
    assert snapshot() == before


def test_nobody_changes_their_own_role(client_for, make_user, acme, join, snapshot):
    user = make_user()
    own = join("admin", user)
    before = snapshot()

    answer = client_for(user).patch(
        f"/api/v1/organizations/{acme.id}/members/{own.id}", {"role": "viewer"}
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "own_role_fixed")
    assert snapshot() == before


@pytest.fixture
def trusted_member(acme, join, make_user):
    """A member whom the project's adapter lets change and invite members."""
    user = make_user()
    join("member", user)
    allowed = frozenset({MEMBER_UPDATE.code, INVITATION_CREATE.code})
    return Grant(Actor(kind="user", user_id=str(user.pk)), acme.id, allowed, "member")


def test_a_permission_does_not_lift_anybody_above_their_rank(trusted_member, join, now):
    admin, viewer = join("admin"), join("viewer")

    for attempt in (
        lambda: services.change_member_role(
            grant=trusted_member, member_id=admin.id, role=Role.VIEWER
        ),
        lambda: services.change_member_role(
            grant=trusted_member, member_id=viewer.id, role=Role.ADMIN
        ),
        lambda: services.remove_member(grant=trusted_member, member_id=admin.id),
        lambda: services.create_invitation(
            grant=trusted_member, email="eve@example.org", role=Role.ADMIN, at=now
        ),
    ):
        with pytest.raises(errors.RoleExceedsYours):
            attempt()

    assert Membership.objects.get(id=admin.id).role == Role.ADMIN


def test_within_their_rank_they_act(trusted_member, join):
    viewer = join("viewer")

    member = services.change_member_role(
        grant=trusted_member, member_id=viewer.id, role=Role.MEMBER
    )

    assert member.role == Role.MEMBER
