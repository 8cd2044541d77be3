"""Seats follow the membership."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dovetail.billing import repositories, services
from dovetail.billing.models import BillingAccount, PendingLine
from dovetail.shared_kernel.testing.contracts import example_of, promised_below

HALFWAY = datetime(2026, 2, 14, 9, tzinfo=UTC)  # fourteen of the twenty-eight days are left


@pytest.fixture
def team_of(seats, subscription, tenant_id):
    def settle(count: int) -> None:
        seats.taken[tenant_id] = count
        services.refresh_seat_count(tenant_id=tenant_id)

    return settle


@pytest.fixture
def upcoming(subscription, tenant_id):
    def read():
        lines = repositories.get_upcoming_invoice(tenant_id, subscription.id).lines
        return [(line.kind, line.quantity, line.amount.amount) for line in lines]

    return read


def test_a_new_seat_is_on_the_upcoming_invoice(team_of, clock, upcoming, published):
    clock.at = HALFWAY

    team_of(2)

    assert upcoming() == [
        ("recurring", 1, 2900),
        ("recurring", 2, 1800),
        ("proration_charge", 1, 450),
    ]
    assert published()[-1][0] == "billing.subscription_seats_changed.v1"
    assert published()[-1][1]["seats"] == 2


def test_the_upcoming_invoice_does_not_wait_for_the_event(seats, clock, upcoming, tenant_id):
    clock.at = HALFWAY
    seats.taken[tenant_id] = 2

    assert upcoming()[-1] == ("proration_charge", 1, 450)
    assert not PendingLine.objects.exists()


def test_counting_twice_bills_once(team_of, clock, upcoming, published):
    clock.at = HALFWAY
    team_of(2)
    before = published()

    team_of(2)

    assert len(upcoming()) == 3
    assert published() == before


def test_a_seat_given_back_is_paid_to_the_end_and_free_for_the_next(team_of, clock, upcoming):
    clock.at = HALFWAY
    team_of(2)
    team_of(1)
    team_of(2)

    assert upcoming() == [
        ("recurring", 1, 2900),
        ("recurring", 2, 1800),
        ("proration_charge", 1, 450),
    ]


def test_a_seat_given_back_is_not_in_the_next_period(team_of, clock, upcoming):
    team_of(3)
    clock.at = HALFWAY
    team_of(1)

    assert upcoming()[:2] == [("recurring", 1, 2900), ("recurring", 1, 900)]


def test_pending_seats_are_billed_once(team_of, clock, upcoming, tenant_id, run_job):
    clock.at = HALFWAY
    team_of(2)
    clock.at = datetime(2026, 2, 28, 9, tzinfo=UTC)

    run_job("billing.run")

    assert repositories.list_invoices(tenant_id)[0].total.amount == 2900 + 1800 + 450
    assert upcoming() == [("recurring", 1, 2900), ("recurring", 2, 1800)]


def test_pending_seats_are_billed_when_the_subscription_ends(
    team_of, subscription, clock, tenant_id, run_job
):
    clock.at = HALFWAY
    team_of(2)
    services.cancel_subscription(tenant_id=tenant_id, subscription_id=subscription.id)
    clock.at = datetime(2026, 3, 1, tzinfo=UTC)

    run_job("billing.run")

    last = repositories.list_invoices(tenant_id)[0]
    assert (last.billing_reason, last.total.amount, last.status) == (
        "subscription_cancel",
        450,
        "paid",
    )


def test_a_tenant_without_a_subscription_has_nothing_to_bill(db, tenant_id, published):
    services.refresh_seat_count(tenant_id=tenant_id)

    assert published() == []


PROMISED = promised_below(Path(__file__).parents[2] / "src")


def said(name, tenant_id):
    """What the context that owns the membership would say, as it promised to."""
    return example_of(PROMISED[name], organization_id=tenant_id)


@pytest.mark.parametrize(
    "name",
    [
        "organizations.member_added.v1",
        "organizations.member_removed.v1",
        "organizations.member_left.v1",
    ],
)
def test_the_membership_is_heard_of(subscription, seats, tenant_id, scenario, name):
    seats.taken[tenant_id] = 7

    scenario.hear(name, said(name, tenant_id))

    [_, item] = repositories.get_subscription(tenant_id, subscription.id).items
    assert item.quantity == 7
    assert scenario.told("billing.subscription_seats_changed.v1", seats=7)


def test_a_new_organization_has_an_account_before_it_needs_one(db, scenario):
    tenant_id: UUID = uuid4()

    name = "organizations.organization_created.v1"
    scenario.hear(name, said(name, tenant_id))

    assert BillingAccount.objects.get(tenant_id=tenant_id).currency == "EUR"
