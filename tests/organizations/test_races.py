"""Races: real threads and real commits; beside each, what happens without the lock."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from dovetail.organizations import errors, repositories, services, transports
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Invitation, Membership, Organization
from dovetail.organizations.testing.factories import mailed_token, make_member, make_organization
from dovetail.shared_kernel.authz import Actor, Grant, catalogue

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 12
TABLE = Membership._meta.db_table


def owners_of(organization):
    return Membership.objects.filter(organization_id=organization.id, role=Role.OWNER).count()


def owner_grant(user, organization):
    actor = Actor(kind="user", user_id=str(user.pk))
    return Grant(actor, organization.id, catalogue.for_role("owner"), "owner")


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
        grant=owner_grant(user, organization),
        member_id=own_membership(user, organization).id,
        role=Role.MEMBER,
    )


def demote_other(user, other, organization):
    services.change_member_role(
        grant=owner_grant(user, organization),
        member_id=own_membership(other, organization).id,
        role=Role.MEMBER,
    )


def remove_other(user, other, organization):
    services.remove_member(
        grant=owner_grant(user, organization),
        member_id=own_membership(other, organization).id,
    )


@pytest.mark.parametrize("first", [leave, step_down, demote_other, remove_other])
@pytest.mark.parametrize("second", [leave, step_down])
def test_two_owners_at_once_never_leave_none(race, make_user, first, second):
    for _ in range(3):
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


REFUSED = (errors.LastOwner, errors.MemberNotFound, Membership.DoesNotExist, errors.NotFound)


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


def used_seats(organization):
    at = timezone.now()
    return repositories.count_seats(organization.id) + repositories.count_reserved_seats(
        organization.id, at
    )


def test_seats_are_never_exceeded(race, seats, make_user):
    seats(4)
    for _ in range(ROUNDS // 4):
        owner = make_user()
        organization = make_organization(owner)
        newcomers = [make_user() for _ in range(4)]

        def run(number, owner=owner, organization=organization, newcomers=newcomers):
            if number % 2:
                return make_member(organization.id, newcomers[number // 2])
            return services.create_invitation(
                grant=owner_grant(owner, organization),
                email=f"{number}@example.org",
                role=Role.MEMBER,
                at=timezone.now(),
            )

        outcomes = race(8, run)

        refusals = [one for one in outcomes if isinstance(one, Exception)]
        assert used_seats(organization) == 4
        assert {type(one) for one in refusals} == {errors.SeatLimitReached}
        assert len(refusals) == 5


def test_reserved_seats_are_taken_while_others_are_refused(race, seats, make_user):
    owner = make_user()
    organization = make_organization(owner)
    invited = [make_user() for _ in range(3)]
    tokens = [
        mailed_token(
            services.create_invitation(
                grant=owner_grant(owner, organization),
                email=user.email,
                role=Role.MEMBER,
                at=timezone.now(),
            ).id
        )
        for user in invited
    ]
    strangers = [make_user() for _ in range(3)]
    seats(4)

    def run(number):
        if number < 3:
            return services.accept_invitation(
                user_id=str(invited[number].pk), token=tokens[number], at=timezone.now()
            )
        return make_member(organization.id, strangers[number - 3])

    outcomes = race(6, run)

    assert [isinstance(one, transports.Member) for one in outcomes] == [True] * 3 + [False] * 3
    assert repositories.count_seats(organization.id) == 4


def test_without_the_lock_seats_are_exceeded(race, make_user):
    organization = make_organization(make_user())
    newcomers = [make_user() for _ in range(3)]
    meeting = threading.Barrier(3, timeout=30)

    def naive(number):
        with transaction.atomic():
            assert repositories.count_seats(organization.id) < 2
            meeting.wait()
            Membership.objects.create(
                organization_id=organization.id, user=newcomers[number], role=Role.MEMBER
            )

    race(3, naive)

    assert repositories.count_seats(organization.id) > 2


@pytest.fixture
def shared_address(wire):
    """Every user has the address of the invitation, so every one holds its token."""

    class Everybody:
        def person(self, user_id):
            return transports.Person(user_id, "shared@example.org", "")

    wire({"organizations.People": Everybody})


@pytest.fixture
def invitation(make_user, shared_address):
    owner = make_user()
    organization = make_organization(owner)
    return services.create_invitation(
        grant=owner_grant(owner, organization),
        email="shared@example.org",
        role=Role.MEMBER,
        at=timezone.now(),
    )


def organization_of(invitation):
    return Organization.objects.get(invitations__id=invitation.id)


@pytest.mark.parametrize("same_user", [True, False])
def test_one_token_makes_one_member(race, make_user, invitation, same_user):
    token = mailed_token(invitation.id)
    users = [make_user()] * 6 if same_user else [make_user() for _ in range(6)]

    outcomes = race(
        6,
        lambda number: services.accept_invitation(
            user_id=str(users[number].pk), token=token, at=timezone.now()
        ),
    )

    joined = [one for one in outcomes if isinstance(one, transports.Member)]
    assert len(joined) == 1
    assert sum(isinstance(one, errors.InvitationUsed) for one in outcomes) == 5
    assert repositories.count_seats(organization_of(invitation).id) == 2


def test_without_the_lock_one_token_makes_many(race, make_user, invitation):
    users = [make_user() for _ in range(3)]
    organization = organization_of(invitation)
    meeting = threading.Barrier(3, timeout=30)

    def naive(number):
        with transaction.atomic():
            assert Invitation.objects.get(id=invitation.id).status == "pending"
            meeting.wait()
            Membership.objects.create(
                organization=organization, user=users[number], role=Role.MEMBER
            )
            Invitation.objects.filter(id=invitation.id).update(
                status="accepted", accepted_by=users[number], accepted_at=timezone.now()
            )

    race(3, naive)

    assert repositories.count_seats(organization.id) == 4


def test_an_invitation_is_accepted_or_revoked_and_never_both(race, make_user, shared_address):
    for _ in range(ROUNDS // 2):
        owner, guest = make_user(), make_user()
        organization = make_organization(owner)
        invitation = services.create_invitation(
            grant=owner_grant(owner, organization),
            email="shared@example.org",
            role=Role.MEMBER,
            at=timezone.now(),
        )

        def run(number, owner=owner, guest=guest, organization=organization, held=invitation):
            if number:
                return services.revoke_invitation(
                    grant=owner_grant(owner, organization), invitation_id=held.id
                )
            return services.accept_invitation(
                user_id=str(guest.pk), token=mailed_token(held.id), at=timezone.now()
            )

        race(2, run)

        status = repositories.get_invitation(organization.id, invitation.id).status
        assert (status, repositories.count_seats(organization.id)) in (
            ("accepted", 2),
            ("revoked", 1),
        )


def test_one_address_is_invited_once(race, make_user):
    owner = make_user()
    organization = make_organization(owner)

    outcomes = race(
        5,
        lambda number: services.create_invitation(
            grant=owner_grant(owner, organization),
            email="new@example.org",
            role=Role.MEMBER,
            at=timezone.now(),
        ),
    )

    assert sum(isinstance(one, transports.Invitation) for one in outcomes) == 1
    assert sum(isinstance(one, errors.AlreadyInvited) for one in outcomes) == 4


def test_one_slug_is_taken_once(race, make_user):
    user = make_user()

    outcomes = race(
        5,
        lambda number: services.create_organization(
            user_id=str(user.pk), name="Acme", slug="the-acme"
        ),
    )

    assert sum(isinstance(one, transports.Organization) for one in outcomes) == 1
    assert sum(isinstance(one, errors.SlugTaken) for one in outcomes) == 4
