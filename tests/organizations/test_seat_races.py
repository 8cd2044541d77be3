"""Seats at once: the limit holds; beside it, what happens without the lock."""

import threading

import pytest
from django.db import transaction
from django.utils import timezone

from dovetail.organizations import errors, repositories, services, transports
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Membership
from dovetail.organizations.testing.factories import (
    mailed_token,
    make_member,
    make_organization,
    owner_grant,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


def used_seats(organization):
    at = timezone.now()
    return repositories.count_seats(organization.id) + repositories.count_reserved_seats(
        organization.id, at
    )


def test_seats_are_never_exceeded(race, seats, make_user):
    seats(4)
    for _ in range(ROUNDS):
        owner = make_user()
        organization = make_organization(owner)
        newcomers = [make_user() for _ in range(4)]

        def run(number, owner=owner, organization=organization, newcomers=newcomers):
            if number % 2:
                return make_member(organization.id, newcomers[number // 2])
            return services.create_invitation(
                grant=owner_grant(owner, organization.id),
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
                grant=owner_grant(owner, organization.id),
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
