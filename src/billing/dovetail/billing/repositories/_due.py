from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Now

from dovetail.billing.conf import conf
from dovetail.billing.enums import PaymentStatus
from dovetail.billing.models import Invoice, Payment, Subscription
from dovetail.billing.ports import Clock
from dovetail.shared_kernel.ports import wired

BATCH = 5000
STUCK_AFTER = timedelta(minutes=5)


def list_due_subscriptions(tenant_id: UUID | None = None) -> Sequence[UUID]:
    """Which subscriptions have a period to bill, of all tenants or of one."""
    rows = _at_their_time(Subscription.objects.filter(next_billing_at__isnull=False), tenant_id)
    due = rows.filter(next_billing_at__lte=F("its_time")).order_by("next_billing_at", "id")
    return list(due.values_list("id", flat=True)[:BATCH])


def list_due_invoices(tenant_id: UUID | None = None) -> Sequence[UUID]:
    """Which invoices are to be paid now, and which have a payment that never ended."""
    rows = _at_their_time(Invoice.objects.filter(next_attempt_at__isnull=False), tenant_id)
    due = rows.filter(next_attempt_at__lte=F("its_time")).order_by("next_attempt_at", "id")
    found = list(due.values_list("id", flat=True)[:BATCH])
    return list(dict.fromkeys([*found, *_list_stuck_invoices(tenant_id)]))


def _list_stuck_invoices(tenant_id: UUID | None) -> Sequence[UUID]:
    rows = Payment.objects.filter(status=PaymentStatus.CREATED, created_at__lt=Now() - STUCK_AFTER)
    if tenant_id is not None:
        rows = rows.filter(invoice__account__tenant_id=tenant_id)
    return list(rows.order_by("created_at", "id").values_list("invoice_id", flat=True)[:BATCH])


def _at_their_time(rows: QuerySet[Any], tenant_id: UUID | None) -> QuerySet[Any]:
    now = Value(wired(Clock).now())
    if tenant_id is not None:
        rows = rows.filter(account__tenant_id=tenant_id)
    its_time = Coalesce("account__test_clock__now_at", now) if conf().test_clocks else now
    annotated: QuerySet[Any] = rows.annotate(its_time=its_time)
    return annotated
