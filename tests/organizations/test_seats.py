"""Seats: members and pending invitations together stay within the limit."""

from datetime import timedelta

import pytest

from dovetail.organizations import errors, repositories, services
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Membership
from dovetail.organizations.testing.factories import mailed_token


@pytest.fixture
def invite(ada, grant_of, now):
    def make(email, at=now):
        return services.create_invitation(grant=grant_of(ada), email=email, role=Role.MEMBER, at=at)

    return make


def test_an_invitation_reserves_a_seat(client_for, ada, acme, seats, invite, snapshot):
    seats(2)
    invite("one@example.org")
    before = snapshot()

    answer = client_for(ada).post(
        f"/api/v1/organizations/{acme.id}/invitations",
        {"email": "two@example.org", "role": "member"},
    )

    body = answer.json()
    assert (answer.status_code, body["code"]) == (403, "seat_limit_reached")
    assert (body["limit"], body["used"]) == (2, 2)
    assert snapshot() == before


def test_a_reserved_seat_is_taken_when_every_seat_is(seats, invite, ben, acme, now):
    seats(2)
    token = mailed_token(invite("ben@example.org").id)

    services.accept_invitation(user_id=str(ben.pk), token=token, at=now)

    assert repositories.count_seats(acme.id) == 2
    assert repositories.count_reserved_seats(acme.id, now) == 0


def test_a_reservation_does_not_hold_against_a_lowered_limit(seats, invite, ben, now):
    token = mailed_token(invite("ben@example.org").id)
    seats(1)

    with pytest.raises(errors.SeatLimitReached):
        services.accept_invitation(user_id=str(ben.pk), token=token, at=now)


def test_an_expired_invitation_reserves_nothing(seats, invite, now):
    seats(2)
    invite("one@example.org", at=now - timedelta(days=8))

    assert invite("two@example.org").status == "pending"


def test_a_revoked_invitation_frees_its_seat(seats, invite, ada, grant_of):
    seats(2)
    first = invite("one@example.org")
    services.revoke_invitation(grant=grant_of(ada), invitation_id=first.id)

    assert invite("two@example.org").status == "pending"


def test_adding_needs_a_seat_that_nobody_reserved(seats, invite, join, published):
    seats(2)
    invite("one@example.org")
    before = len(published())

    with pytest.raises(errors.SeatLimitReached):
        join()

    assert len(published()) == before


def test_none_at_all_means_none(seats, invite):
    seats(0)

    with pytest.raises(errors.SeatLimitReached):
        invite("one@example.org")


def test_a_lowered_limit_removes_nobody(seats, join, acme, client_for, ada):
    join()
    seats(1)

    assert Membership.objects.filter(organization_id=acme.id).count() == 2
    assert client_for(ada).get(f"/api/v1/organizations/{acme.id}").status_code == 200
