"""One token, one address, one slug, and many who want it at once."""

import threading

import pytest
from django.db import transaction
from django.utils import timezone

from dovetail.organizations import errors, repositories, services, transports
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Invitation, Membership, Organization
from dovetail.organizations.testing.factories import (
    mailed_token,
    make_organization,
    owner_grant,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


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
        grant=owner_grant(owner, organization.id),
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
    for _ in range(ROUNDS):
        owner, guest = make_user(), make_user()
        organization = make_organization(owner)
        invitation = services.create_invitation(
            grant=owner_grant(owner, organization.id),
            email="shared@example.org",
            role=Role.MEMBER,
            at=timezone.now(),
        )

        def run(number, owner=owner, guest=guest, organization=organization, held=invitation):
            if number:
                return services.revoke_invitation(
                    grant=owner_grant(owner, organization.id), invitation_id=held.id
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
            grant=owner_grant(owner, organization.id),
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
