"""What is read by compiled statements is what the querysets read."""

from uuid import uuid4

import pytest

from dovetail.organizations import adapters, repositories
from dovetail.organizations.models import Membership, Organization
from dovetail.organizations.testing.factories import make_organization
from dovetail.shared_kernel.compiled import CompiledRows


@pytest.fixture
def crowd(ada, ben, acme, join):
    join("viewer")
    join("admin", ben)
    make_organization(ada, "Böhm & Söhne %s")
    make_organization(ben, "Bell")
    Organization.objects.filter(name="Bell").update(status="suspended")


def same(rows):
    assert isinstance(rows, CompiledRows)
    found = list(rows)
    assert found == list(rows.ordinary)
    return found


def test_organizations(ada, ben, crowd, make_user):
    mine = same(repositories.list_organizations(str(ada.pk)))

    assert [(one.name, one.role, one.member_count) for one in mine] == [
        ("Acme", "owner", 3),
        ("Böhm & Söhne %s", "owner", 1),
    ]
    assert len(same(repositories.list_organizations(str(ben.pk)))) == 2
    assert same(repositories.list_organizations(str(make_user().pk))) == []


def test_members(acme, crowd):
    members = repositories.list_members(acme.id)

    assert [one.role for one in same(members)] == ["owner", "viewer", "admin"]
    assert len(same(members.filter(role__in=["owner", "admin"]))) == 2
    assert len(same(members.order_by("-created_at", "-id")[:2])) == 2
    assert same(repositories.list_members(uuid4())) == []


def test_places(ada, acme, crowd, make_user):
    stranger = make_user()

    [place] = same(adapters._places(str(ada.pk), acme.id))

    assert (place.role, place.status) == ("owner", "active")
    assert same(adapters._places(str(stranger.pk), acme.id)) == []
    assert same(adapters._places(str(ada.pk), uuid4())) == []


def test_a_grant_follows_its_membership_at_once(ben, acme, join, grant_of):
    membership = join("viewer", ben)
    assert grant_of(ben).role == "viewer"

    Membership.objects.filter(id=membership.id).update(role="admin")

    assert grant_of(ben).role == "admin"
