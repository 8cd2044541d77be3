"""Everything at once: real threads, real commits."""

import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from dovetail.billing import errors, repositories, services
from dovetail.billing.models import (
    BillingPeriod,
    Invoice,
    NumberSequence,
    Payment,
    SandboxCharge,
    Subscription,
)
from dovetail.shared_kernel.jobs import Budget

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 6


def run_billing(_=None):
    return services.run_billing(budget=Budget(30))


def kinds(outcomes):
    return Counter(type(outcome).__name__ for outcome in outcomes)


def numbers():
    return sorted(Invoice.objects.values_list("number", flat=True))


def gapless(count):
    return [f"INV-{number:06d}" for number in range(1, count + 1)]


def test_of_many_who_subscribe_one_does(card, tenant_id, race):
    outcomes = race(RACERS, lambda _: services.subscribe(tenant_id=tenant_id, plan="team"))

    assert kinds(outcomes) == {"Subscription": 1, "AlreadySubscribed": RACERS - 1}
    assert (Subscription.objects.count(), SandboxCharge.objects.count()) == (1, 1)
    assert numbers() == gapless(1)


def test_who_looks_before_the_others_wrote_is_stopped_by_the_database(card, tenant_id, race):
    """The naive way: look, then write, without the lock of the account."""
    subscribed = services.subscribe(tenant_id=tenant_id, plan="team")
    original = Subscription.objects.get(id=subscribed.id)
    Invoice.objects.all()  # the first subscription stays as the template of the naive rows
    Subscription.objects.update(
        status="canceled", ended_at=original.created_at, next_billing_at=None
    )
    everybody_looked = threading.Barrier(RACERS, timeout=30)

    def naive(_):
        with transaction.atomic():
            if Subscription.objects.filter(account_id=original.account_id, ended_at=None).exists():
                raise errors.AlreadySubscribed
            everybody_looked.wait()
            original.pk = None
            copy = Subscription(
                **{
                    field.attname: getattr(original, field.attname)
                    for field in Subscription._meta.concrete_fields
                    if field.name not in ("id", "created_at")
                }
            )
            copy.save(force_insert=True)

    outcomes = race(RACERS, naive)

    assert kinds(outcomes)["AlreadySubscribed"] == 0
    assert kinds(outcomes)["IntegrityError"] == RACERS - 1
    assert Subscription.objects.filter(ended_at=None).count() == 1


def test_of_many_runs_one_bills_each_period(subscription, clock, tenant_id, race):
    clock.advance(days=100)

    outcomes = race(RACERS, run_billing)

    assert not kinds(outcomes) - Counter(int=RACERS)
    run_billing()
    assert numbers() == gapless(4)
    assert BillingPeriod.objects.count() == 2 * 4
    assert SandboxCharge.objects.count() == Payment.objects.filter(status="succeeded").count() == 4
    assert {invoice.status for invoice in repositories.list_invoices(tenant_id)} == {"paid"}


def test_of_many_who_collect_one_takes_the_money(catalog, clock, seats, tenant_id, race):
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_timeout_charged")
    invoice = services.subscribe(tenant_id=tenant_id, plan="team").latest_invoice

    outcomes = race(RACERS, lambda _: services.collect_invoice(invoice_id=invoice.id))

    assert set(map(type, outcomes)) == {bool}
    assert (SandboxCharge.objects.count(), Payment.objects.count()) == (1, 1)
    assert repositories.get_invoice(tenant_id, invoice.id).status == "paid"


def test_numbers_have_no_gap_even_when_some_give_up(catalog, clock, seats, race):
    tenants = [uuid4() for _ in range(12)]
    for tenant in tenants:
        services.attach_payment_method(tenant_id=tenant, gateway_token="pm_ok")

    def subscribe(racer):
        for place, tenant in enumerate(tenants[racer::4]):
            try:
                with transaction.atomic():
                    services.subscribe(tenant_id=tenant, plan="starter")
                    if place % 3 == 0:
                        raise InterruptedError("thought better of it")
            except InterruptedError:
                continue

    outcomes = race(4, subscribe)

    assert outcomes == [None] * 4
    assert numbers() == gapless(8)
    assert NumberSequence.objects.get().last == 8


def test_a_sequence_of_postgresql_would_have_gaps(catalog, race):
    """The naive way: nextval() is quick, and never gives a number back."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE naive_numbers")
    taken = []

    def number(racer):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nextval('naive_numbers')")
            value = cursor.fetchone()[0]
            if racer == 0:
                raise InterruptedError
        taken.append(value)

    try:
        race(4, number)
        number(1)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SEQUENCE naive_numbers")

    assert sorted(taken) != list(range(1, len(taken) + 1))


def test_reading_the_last_number_first_would_give_it_twice(subscription, race):
    """The naive way: the last number plus one, without a lock."""
    everybody_read = threading.Barrier(RACERS, timeout=30)
    invoice = Invoice.objects.get()

    def number(_):
        with transaction.atomic():
            last = Invoice.objects.count()
            everybody_read.wait()
            Invoice.objects.create(
                account_id=invoice.account_id,
                subscription_id=invoice.subscription_id,
                number=f"INV-{last + 1:06d}",
                status="paid",
                billing_reason="subscription_cycle",
                currency="EUR",
                period_start_at=invoice.period_start_at,
                period_end_at=invoice.period_end_at,
                subtotal_minor=0,
                total_minor=0,
                amount_due_minor=0,
                finalized_at=invoice.finalized_at,
            )

    outcomes = race(RACERS, number)

    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == RACERS - 1


def test_seats_counted_at_once_are_billed_once(subscription, seats, tenant_id, race):
    seats.taken[tenant_id] = 5

    race(RACERS, lambda _: services.refresh_seat_count(tenant_id=tenant_id))

    lines = repositories.get_upcoming_invoice(tenant_id, subscription.id).lines
    charged = [line.quantity for line in lines if line.kind == "proration_charge"]
    assert charged == [4]


def test_the_first_use_makes_one_account(db, race, tenant_id, clock):
    outcomes = race(
        RACERS,
        lambda _: services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_ok"),
    )

    assert kinds(outcomes) == {"PaymentMethod": RACERS}
    defaults = [method.is_default for method in repositories.list_payment_methods(tenant_id)]
    assert sorted(defaults) == [False] * (RACERS - 1) + [True]
