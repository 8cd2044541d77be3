"""Members: seeing, changing role, removing, leaving."""

import pytest
from django.db import IntegrityError, connection, transaction

from dovetail.organizations import errors, repositories, services
from dovetail.organizations.models import Membership
from dovetail.organizations.testing.factories import make_member, make_organization
from dovetail.shared_kernel.authz import TenantNotFound
from dovetail.shared_kernel.identifiers import uuid7


def path(organization, member=None):
    below = f"/api/v1/organizations/{organization.id}/members"
    return below if member is None else f"{below}/{member.id}"


def test_members_are_listed_with_who_they_are(client_for, ada, ben, acme, join):
    join("admin", ben)

    body = client_for(ada).get(path(acme)).json()

    assert [(one["user"], one["role"]) for one in body["members"]] == [
        ({"id": str(ada.pk), "email": "ada@example.org", "full_name": "Ada Bell"}, "owner"),
        ({"id": str(ben.pk), "email": "ben@example.org", "full_name": "Ben Cole"}, "admin"),
    ]


def test_members_are_filtered_by_role(client_for, ada, acme, join):
    viewer = join("viewer")
    join("member")

    body = client_for(ada).get(path(acme), {"role": "viewer,admin"}).json()

    assert [one["id"] for one in body["members"]] == [str(viewer.id)]


def test_members_of_another_organization_are_not_in_the_list(client_for, ada, ben, acme):
    make_organization(ben, "Other")

    assert len(client_for(ada).get(path(acme)).json()["members"]) == 1


def test_nobody_joins_twice(acme, join, ben, published):
    join(user=ben)
    before = len(published())

    with pytest.raises(errors.AlreadyMember):
        join(user=ben)

    assert len(published()) == before


def test_nobody_joins_what_does_not_exist(ben):
    with pytest.raises(TenantNotFound):
        make_member(uuid7(), ben)


def test_a_role_is_changed(client_for, ada, ben, acme, join, published):
    member = join("member", ben)

    answer = client_for(ada).patch(path(acme, member), {"role": "admin"})

    assert (answer.status_code, answer.json()["role"]) == (200, "admin")
    assert published()[-1] == (
        "organizations.member_role_changed.v1",
        {
            "organization_id": str(acme.id),
            "member_id": str(member.id),
            "user_id": str(ben.pk),
            "role": "admin",
            "previous_role": "member",
        },
    )


def test_the_same_role_is_no_change(client_for, ada, acme, join, snapshot):
    member = join("member")
    before = snapshot()

    answer = client_for(ada).patch(path(acme, member), {"role": "member"})

    assert answer.status_code == 200
    assert snapshot() == before


def test_a_member_is_removed(client_for, ada, ben, acme, join, published):
    member = join("member", ben)

    answer = client_for(ada).delete(path(acme, member))

    assert (answer.status_code, client_for(ada).delete(path(acme, member)).status_code) == (
        204,
        404,
    )
    assert client_for(ben).get(f"/api/v1/organizations/{acme.id}").status_code == 404
    assert published()[-1] == (
        "organizations.member_removed.v1",
        {
            "organization_id": str(acme.id),
            "member_id": str(member.id),
            "user_id": str(ben.pk),
            "role": "member",
        },
    )


def test_a_member_leaves(client_for, ben, acme, join, published):
    member = join("viewer", ben)
    below = f"/api/v1/me/organizations/{acme.id}"

    answer = client_for(ben).delete(below)

    assert (answer.status_code, client_for(ben).delete(below).status_code) == (204, 404)
    assert repositories.count_seats(acme.id) == 1
    assert published()[-1] == (
        "organizations.member_left.v1",
        {
            "organization_id": str(acme.id),
            "member_id": str(member.id),
            "user_id": str(ben.pk),
            "role": "viewer",
        },
    )


@pytest.mark.parametrize("way", ["leave", "demote", "remove"])
def test_the_last_owner_stays(client_for, ada, acme, join, snapshot, way):
    join("admin")
    owner = Membership.objects.get(organization_id=acme.id, role="owner")
    client = client_for(ada)
    before = snapshot()

    answer = {
        "leave": lambda: client.delete(f"/api/v1/me/organizations/{acme.id}"),
        "demote": lambda: client.patch(path(acme, owner), {"role": "admin"}),
        "remove": lambda: client.delete(path(acme, owner)),
    }[way]()

    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    assert snapshot() == before


def test_an_owner_steps_down_when_there_is_another(client_for, ada, acme, join):
    join("owner")
    own = Membership.objects.get(organization_id=acme.id, user=ada)

    answer = client_for(ada).patch(path(acme, own), {"role": "viewer"})

    assert (answer.status_code, answer.json()["role"]) == (200, "viewer")


@transaction.atomic
def demote_everybody(organization):
    Membership.objects.filter(organization_id=organization.id).update(role="admin")
    connection.check_constraints()


def test_the_database_itself_keeps_an_owner(acme):
    with pytest.raises(IntegrityError) as refused:
        demote_everybody(acme)

    assert refused.value.__cause__.diag.constraint_name == "organizations_has_owner"


def test_owners_change_places_within_one_transaction(acme, join):
    heir = join("member")
    Membership.objects.filter(organization_id=acme.id, role="owner").update(role="admin")
    Membership.objects.filter(id=heir.id).update(role="owner")

    connection.check_constraints()

    assert Membership.objects.get(organization_id=acme.id, role="owner").id == heir.id


def test_a_service_refuses_a_member_of_another_organization(ada, ben, acme, grant_of):
    other = make_organization(ben, "Other")
    theirs = Membership.objects.get(organization_id=other.id)

    with pytest.raises(errors.MemberNotFound):
        services.remove_member(grant=grant_of(ada), member_id=theirs.id)
