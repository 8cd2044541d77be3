"""Two owners at once: real threads and real commits; beside it, what happens without the lock."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from dovetail.organizations import errors, services
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Membership
from dovetail.organizations.testing.factories import (
    make_member,
    make_organization,
    owner_grant,
)
from dovetail.shared_kernel.authz import TenantNotFound

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3
TABLE = Membership._meta.db_table
REFUSED = (errors.LastOwner, errors.MemberNotFound, Membership.DoesNotExist, TenantNotFound)


def owners_of(organization):
    return Membership.objects.filter(organization_id=organization.id, role=Role.OWNER).count()


@pytest.fixture
def pair(make_user):
    """Two users who own an organization together."""
    users = make_user(), make_user()
    organization = make_organization(users[0])
    make_member(organization.id, users[1], Role.OWNER)
    return users, organization


def own_membership(user, organization):
    return Membership.objects.get(organization_id=organization.id, user=user)


def leave(user, other, organization):
    services.leave_organization(user_id=str(user.pk), organization_id=organization.id)


def step_down(user, other, organization):
    services.change_member_role(
        grant=owner_grant(user, organization.id),
        member_id=own_membership(user, organization).id,
        role=Role.MEMBER,
    )


def demote_other(user, other, organization):
    services.change_member_role(
        grant=owner_grant(user, organization.id),
        member_id=own_membership(other, organization).id,
        role=Role.MEMBER,
    )


def remove_other(user, other, organization):
    services.remove_member(
        grant=owner_grant(user, organization.id),
        member_id=own_membership(other, organization).id,
    )


@pytest.mark.parametrize("first", [leave, step_down, demote_other, remove_other])
@pytest.mark.parametrize("second", [leave, step_down])
def test_two_owners_at_once_never_leave_none(race, make_user, first, second):
    for _ in range(ROUNDS):
        users = make_user(), make_user()
        organization = make_organization(users[0])
        make_member(organization.id, users[1], Role.OWNER)
        ways = first, second

        outcomes = race(
            2,
            lambda number, users=users, ways=ways, organization=organization: ways[number](
                users[number], users[1 - number], organization
            ),
        )

        refusals = [outcome for outcome in outcomes if outcome is not None]
        assert owners_of(organization) == 1
        assert len(refusals) <= 1
        assert all(isinstance(one, REFUSED) for one in refusals), refusals


def naive_step_down(meeting):
    """What the service would be without its lock: look, then change."""

    def run(member_id, organization):
        with transaction.atomic():
            others = Membership.objects.filter(
                organization_id=organization.id, role=Role.OWNER
            ).exclude(id=member_id)
            assert others.exists()
            meeting.wait()
            Membership.objects.filter(id=member_id).update(role=Role.MEMBER)

    return run


@pytest.fixture
def no_trigger():
    """The membership table without its constraint triggers."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER organizations_has_owner_after_update")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER organizations_has_owner_after_update")


def race_naively(race, pair):
    users, organization = pair
    members = [own_membership(user, organization).id for user in users]
    run = naive_step_down(threading.Barrier(2, timeout=30))
    return race(2, lambda number: run(members[number], organization))


def test_without_lock_and_trigger_nobody_is_left(race, pair, no_trigger):
    outcomes = race_naively(race, pair)

    assert outcomes == [None, None]
    assert owners_of(pair[1]) == 0


def test_without_the_lock_the_trigger_keeps_one(race, pair):
    outcomes = race_naively(race, pair)

    (refusal,) = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(refusal, IntegrityError)
    assert refusal.__cause__.diag.constraint_name == "organizations_has_owner"
    assert owners_of(pair[1]) == 1
