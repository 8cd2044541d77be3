"""Subscribing, and what the first invoice says."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dovetail.billing import errors, repositories, services
from dovetail.billing.models import BillingAccount, Invoice, Subscription
from dovetail.billing.transports import Money


def names(events):
    return [name for name, _ in events]


def test_the_first_period_is_charged_at_once(card, seats, tenant_id, published):
    seats.taken[tenant_id] = 3

    subscription = services.subscribe(tenant_id=tenant_id, plan="team")

    [invoice] = repositories.list_invoices(tenant_id)
    assert (invoice.number, invoice.status) == ("INV-000001", "paid")
    assert invoice.total == invoice.amount_paid == Money(2900 + 3 * 900, "EUR")
    assert [(line.quantity, line.amount.amount) for line in invoice.lines] == [(1, 2900), (3, 2700)]
    assert subscription.status == "active"
    assert subscription.latest_invoice.id == invoice.id
    assert names(published()) == [
        "billing.payment_method_attached.v1",
        "billing.subscription_created.v1",
        "billing.invoice_finalized.v1",
        "billing.invoice_paid.v1",
    ]


def test_a_period_ends_on_the_last_day_of_a_shorter_month(subscription):
    assert subscription.current_period_start_at == datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert subscription.current_period_end_at == datetime(2026, 2, 28, 9, tzinfo=UTC)


def test_a_free_plan_needs_no_card(catalog, clock, seats, tenant_id):
    subscription = services.subscribe(tenant_id=tenant_id, plan="starter")

    assert subscription.latest_invoice.status == "paid"
    assert subscription.latest_invoice.amount_due == Money(0, "EUR")


@pytest.mark.parametrize(
    ("token", "code"), [("pm_declined", "card_declined"), ("pm_insufficient", "insufficient_funds")]
)
def test_a_declined_first_payment_leaves_the_subscription_past_due(
    catalog, clock, seats, tenant_id, token, code, published
):
    services.attach_payment_method(tenant_id=tenant_id, gateway_token=token)

    subscription = services.subscribe(tenant_id=tenant_id, plan="team")

    assert subscription.status == "past_due"
    assert subscription.latest_invoice.status == "open"
    assert subscription.latest_invoice.failure_code == code
    assert names(published())[-2:] == [
        "billing.payment_failed.v1",
        "billing.subscription_past_due.v1",
    ]


def test_a_gateway_that_does_not_answer_leaves_the_invoice_open(catalog, clock, seats, tenant_id):
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_timeout_charged")

    subscription = services.subscribe(tenant_id=tenant_id, plan="team")

    assert (subscription.status, subscription.latest_invoice.status) == ("active", "open")


@pytest.fixture
def untouched(published):
    """That a refusal changes no row and publishes nothing."""
    before = (Subscription.objects.count(), Invoice.objects.count(), published())
    yield
    assert (Subscription.objects.count(), Invoice.objects.count(), published()) == before


def test_one_cannot_subscribe_without_a_card(catalog, clock, seats, tenant_id, untouched):
    with pytest.raises(errors.PaymentMethodRequired):
        services.subscribe(tenant_id=tenant_id, plan="team")


def test_nobody_subscribes_twice(subscription, tenant_id, untouched):
    with pytest.raises(errors.AlreadySubscribed):
        services.subscribe(tenant_id=tenant_id, plan="business")


def test_a_plan_must_exist(card, tenant_id, untouched):
    with pytest.raises(errors.PlanNotFound):
        services.subscribe(tenant_id=tenant_id, plan="gold")


def test_a_plan_holds_no_more_than_its_seats(card, seats, tenant_id, untouched):
    seats.taken[tenant_id] = 3

    with pytest.raises(errors.TooManySeats) as refusal:
        services.subscribe(tenant_id=tenant_id, plan="starter")

    assert refusal.value.members == {"limit": 2, "used": 3}


def test_a_plan_needs_a_price_in_the_currency_of_the_account(card, tenant_id, untouched):
    BillingAccount.objects.update(currency="JPY")

    with pytest.raises(errors.NoPriceForCurrency):
        services.subscribe(tenant_id=tenant_id, plan="team")


def test_the_plan_says_how_many_seats_there_are(subscription, tenant_id, settings):
    settings.DOVETAIL_BILLING = {"seats_without_subscription": 5}

    assert repositories.find_seat_limit(tenant_id) == 50
    assert repositories.find_seat_limit(uuid4()) == 5


def test_periods_follow_the_time_zone_of_the_account(card, clock, tenant_id):
    BillingAccount.objects.update(timezone="America/New_York")
    clock.at = datetime(2026, 2, 9, 3, tzinfo=UTC)  # still the eighth in New York

    subscription = services.subscribe(tenant_id=tenant_id, plan="team")

    assert subscription.current_period_end_at == datetime(2026, 3, 9, 2, tzinfo=UTC)
