"""kill -9 before any statement of the billing run: nothing is lost, nothing happens twice."""

import os
import signal
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection

from dovetail.billing import repositories, services
from dovetail.billing.models import BillingPeriod, Payment, SandboxCharge
from dovetail.shared_kernel.jobs import Budget
from dovetail.shared_kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tenants(catalog, clock, seats):
    made = {}
    for token in ("pm_ok", "pm_declined", "pm_timeout_charged"):
        tenant_id = uuid4()
        made[tenant_id] = token
        services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_ok")
        subscribed = services.subscribe(tenant_id=tenant_id, plan="team")
        services.attach_payment_method(tenant_id=tenant_id, gateway_token=token)
        seats.taken[tenant_id] = 3
        services.refresh_seat_count(tenant_id=tenant_id)
    services.cancel_subscription(tenant_id=tenant_id, subscription_id=subscribed.id)
    clock.advance(days=61)
    return made


class KilledAt:
    """Ends the process, without a last word, before its n-th statement."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def run_until_killed(number):
    """Whether the run was killed before it came to its end."""
    connection.close()  # a forked process must not share it
    child = os.fork()
    if not child:
        try:
            with connection.execute_wrapper(KilledAt(number)):
                services.run_billing(budget=Budget(60))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def progress():
    """How far billing has come, by what is committed."""
    payments = Payment.objects.values_list("status", flat=True)
    return BillingPeriod.objects.count(), OutboxEvent.objects.count(), sorted(payments)


def kill_everywhere():
    """Kill a run before its first statement, the next before its second, until one is through."""
    kills, number, seen = 0, 1, progress()
    while run_until_killed(number):
        kills += 1
        number, seen = (number + 1, seen) if seen == progress() else (1, progress())
    return kills


def test_a_run_that_is_killed_everywhere_ends_like_one_that_is_not(tenants, published):
    kills = kill_everywhere()

    assert kills > 150
    for tenant_id, token in tenants.items():
        assert_billed(tenant_id, token)
    invoices = [
        invoice for tenant_id in tenants for invoice in repositories.list_invoices(tenant_id)
    ]
    assert sorted(invoice.number for invoice in invoices) == [
        f"INV-{number:06d}" for number in range(1, 9)
    ]
    facts = Counter(name for name, _ in published())
    assert facts["billing.invoice_finalized.v1"] == len(invoices) == 8
    assert facts["billing.invoice_paid.v1"] == 6
    assert facts["billing.payment_failed.v1"] == 2
    assert facts["billing.subscription_canceled.v1"] == 1


def assert_billed(tenant_id, token):
    [subscription] = repositories.list_subscriptions(tenant_id)
    invoices = repositories.list_invoices(tenant_id)
    assert [invoice.total.amount for invoice in reversed(invoices)] == (
        [3800, 1800]
        if subscription.status == "canceled"
        else [3800, 2900 + 3 * 900 + 2 * 900, 2900 + 3 * 900]
    )
    charges = Payment.objects.filter(invoice__account__tenant_id=tenant_id)
    keys = set(charges.values_list("idempotency_key", flat=True))
    assert SandboxCharge.objects.filter(idempotency_key__in=keys).count() == len(keys)
    assert not charges.filter(status="created").exists()
    assert SandboxCharge.objects.count() == Payment.objects.count()
    assert {invoice.attempt_count for invoice in invoices} == {1}
    periods = BillingPeriod.objects.filter(item__subscription=subscription.id)
    assert periods.count() == (2 if subscription.status == "canceled" else 6)
    assert subscription.status == {"pm_declined": "past_due"}.get(
        token, "canceled" if subscription.cancel_at else "active"
    )
