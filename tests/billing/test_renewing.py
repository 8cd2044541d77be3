"""The billing run: renewals, ends, and what a period adds."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dovetail.billing import errors, repositories, services
from dovetail.billing.models import BillingPeriod, Subscription
from dovetail.billing.testing import HandSetClock
from dovetail.billing.transports import Money


def totals(tenant_id):
    invoices = sorted(repositories.list_invoices(tenant_id), key=lambda invoice: invoice.id)
    return [(invoice.number, invoice.total.amount, invoice.status) for invoice in invoices]


def test_a_period_is_billed_when_it_begins(subscription, clock, tenant_id, run_job):
    clock.at = datetime(2026, 2, 28, 9, tzinfo=UTC)

    run_job("billing.run")

    assert totals(tenant_id) == [("INV-000001", 3800, "paid"), ("INV-000002", 3800, "paid")]
    renewed = repositories.get_subscription(tenant_id, subscription.id)
    assert renewed.current_period_end_at == datetime(2026, 3, 31, 9, tzinfo=UTC)


def test_nothing_is_billed_before_its_time(subscription, clock, tenant_id, run_job):
    clock.at = datetime(2026, 2, 28, 8, 59, 59, tzinfo=UTC)

    assert run_job("billing.run") == 0
    assert len(totals(tenant_id)) == 1


def test_a_second_run_does_nothing(subscription, clock, tenant_id, run_job):
    clock.advance(days=40)
    run_job("billing.run")

    assert run_job("billing.run") == 0
    assert len(totals(tenant_id)) == 2


def test_one_long_jump_bills_what_many_short_ones_do(card, catalog, clock, tenant_id, run_job):
    services.subscribe(tenant_id=tenant_id, plan="team")
    clock.at = datetime(2026, 7, 1, tzinfo=UTC)

    run_job("billing.run")

    periods = BillingPeriod.objects.filter(item__price__code="base").order_by("index")
    assert [(period.index, period.start_at.day) for period in periods] == [
        (0, 31),
        (1, 28),
        (2, 31),
        (3, 30),
        (4, 31),
        (5, 30),
    ]
    assert [number for number, _, _ in totals(tenant_id)] == [
        f"INV-{number:06d}" for number in range(1, 7)
    ]


def test_a_canceled_subscription_ends_with_its_period(
    subscription, clock, tenant_id, run_job, published
):
    services.cancel_subscription(tenant_id=tenant_id, subscription_id=subscription.id)
    clock.advance(days=40)

    run_job("billing.run")

    ended = repositories.get_subscription(tenant_id, subscription.id)
    assert (ended.status, ended.ended_at) == ("canceled", subscription.current_period_end_at)
    assert len(totals(tenant_id)) == 1
    assert published()[-1] == (
        "billing.subscription_canceled.v1",
        {
            "tenant_id": str(tenant_id),
            "subscription_id": str(subscription.id),
            "reason": "requested",
        },
    )


def test_a_cancellation_can_be_taken_back(subscription, clock, tenant_id, run_job, published):
    asked = {"tenant_id": tenant_id, "subscription_id": subscription.id}
    for _ in range(2):
        canceled = services.cancel_subscription(**asked)
    for _ in range(2):
        going_on = services.uncancel_subscription(**asked)
    clock.advance(days=40)
    run_job("billing.run")

    assert canceled.cancel_at == subscription.current_period_end_at
    assert going_on == subscription
    assert len(totals(tenant_id)) == 2
    assert [name for name, _ in published()].count("billing.subscription_uncanceled.v1") == 1
    assert [name for name, _ in published()].count("billing.subscription_cancel_scheduled.v1") == 1


@pytest.mark.parametrize("verb", ["cancel_subscription", "uncancel_subscription"])
def test_what_has_ended_stays_so(subscription, clock, tenant_id, run_job, verb):
    services.cancel_subscription(tenant_id=tenant_id, subscription_id=subscription.id)
    clock.advance(days=40)
    run_job("billing.run")

    with pytest.raises(errors.SubscriptionEnded):
        getattr(services, verb)(tenant_id=tenant_id, subscription_id=subscription.id)
    with pytest.raises(errors.NothingUpcoming):
        repositories.get_upcoming_invoice(tenant_id, subscription.id)


def test_one_may_subscribe_again_after_the_end(subscription, clock, tenant_id, run_job):
    services.cancel_subscription(tenant_id=tenant_id, subscription_id=subscription.id)
    clock.advance(days=40)
    run_job("billing.run")

    services.subscribe(tenant_id=tenant_id, plan="business")

    assert Subscription.objects.count() == 2


def test_one_account_that_fails_does_not_hold_up_the_others(
    subscription, clock, tenant_id, make_user, wire, run_job, catalog
):
    class OneTenantHasNoSeats:
        def seats_of(self, asked):
            if asked == tenant_id:
                raise ConnectionError("the seats cannot be counted")
            return 1

    other = make_other_subscription()
    clock.advance(days=40)
    wire({"billing.SeatCounter": OneTenantHasNoSeats})

    run_job("billing.run")

    assert len(totals(tenant_id)) == 1
    assert len(totals(other)) == 2


def make_other_subscription():
    other = uuid4()
    services.attach_payment_method(tenant_id=other, gateway_token="pm_ok")
    services.subscribe(tenant_id=other, plan="team")
    return other


def test_the_plan_stays_as_it_was_sold(subscription, clock, tenant_id, run_job):
    dearer = """
    [[plans]]
    code = "team"
    name = "Team"
    prices = [{ code = "base", description = "Team", currency = "EUR", unit_amount = 9999 }]
    """
    services.load_catalog(text=dearer)
    clock.advance(days=40)

    run_job("billing.run")

    assert [total for _, total, _ in totals(tenant_id)] == [3800, 3800]


class TestMovingTheClock:
    def test_a_month_passes_for_one_account_only(self, subscription, clock, tenant_id):
        other = make_other_subscription()

        services.advance_test_clock(tenant_id=tenant_id, to=datetime(2026, 3, 1, tzinfo=UTC))

        assert len(totals(tenant_id)) == 2
        assert len(totals(other)) == 1
        assert repositories.get_test_clock(tenant_id).is_moved
        assert not repositories.get_test_clock(other).is_moved

    def test_a_clock_that_was_moved_stands_still(self, subscription, clock, tenant_id, run_job):
        to = datetime(2026, 2, 1, tzinfo=UTC)
        services.advance_test_clock(tenant_id=tenant_id, to=to)
        clock.advance(days=400)

        run_job("billing.run")

        assert repositories.now_of(tenant_id) == to
        assert len(totals(tenant_id)) == 1

    def test_the_upcoming_invoice_is_what_comes(self, subscription, seats, tenant_id, deliver):
        seats.taken[tenant_id] = 4
        services.advance_test_clock(tenant_id=tenant_id, to=datetime(2026, 2, 14, 9, tzinfo=UTC))
        foretold = repositories.get_upcoming_invoice(tenant_id, subscription.id)
        services.refresh_seat_count(tenant_id=tenant_id)
        booked = repositories.get_upcoming_invoice(tenant_id, subscription.id)

        services.advance_test_clock(tenant_id=tenant_id, to=foretold.bills_at)

        billed = repositories.list_invoices(tenant_id)[0]
        assert foretold == booked
        assert foretold.lines == billed.lines
        assert foretold.total == billed.total == Money(2900 + 4 * 900 + 3 * 450, "EUR")

    def test_time_does_not_go_back(self, subscription, tenant_id):
        with pytest.raises(errors.ClockMovedBackwards):
            services.advance_test_clock(
                tenant_id=tenant_id, to=datetime(2026, 1, 31, 8, tzinfo=UTC)
            )

    def test_time_does_not_run_away(self, subscription, tenant_id):
        with pytest.raises(errors.ClockMovedTooFar):
            services.advance_test_clock(tenant_id=tenant_id, to=datetime(2030, 1, 1, tzinfo=UTC))

    def test_in_production_no_clock_is_moved(self, subscription, tenant_id, settings):
        services.advance_test_clock(tenant_id=tenant_id, to=datetime(2026, 2, 1, tzinfo=UTC))
        settings.DOVETAIL_BILLING = {"test_clocks": False}

        with pytest.raises(errors.TestClocksAreOff):
            services.advance_test_clock(tenant_id=tenant_id, to=datetime(2026, 3, 1, tzinfo=UTC))
        with pytest.raises(errors.TestClocksAreOff):
            repositories.get_test_clock(tenant_id)
        assert repositories.now_of(tenant_id) == HandSetClock().at
