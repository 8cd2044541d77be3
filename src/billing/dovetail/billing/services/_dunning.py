from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from dovetail.billing import events
from dovetail.billing.conf import conf
from dovetail.billing.enums import InvoiceStatus, SubscriptionStatus
from dovetail.billing.models import Invoice, Subscription
from dovetail.shared_kernel.events import publish


class InvoiceFacts(TypedDict):
    tenant_id: UUID
    invoice_id: UUID
    number: str
    amount: int
    currency: str


def facts_of(invoice: Invoice, tenant_id: UUID) -> InvoiceFacts:
    return {
        "tenant_id": tenant_id,
        "invoice_id": invoice.id,
        "number": invoice.number or "",
        "amount": invoice.amount_due_minor,
        "currency": invoice.currency,
    }


def settle_invoice(invoice: Invoice, tenant_id: UUID, at: datetime) -> None:
    """Mark a locked invoice paid; the subscription is well again once nothing else is open."""
    Invoice.objects.filter(id=invoice.id).update(
        status=InvoiceStatus.PAID, paid_at=at, next_attempt_at=None, failure_code=None
    )
    publish(events.InvoicePaid(**facts_of(invoice, tenant_id)))
    still_open = Invoice.objects.filter(
        subscription_id=invoice.subscription_id, status=InvoiceStatus.OPEN
    )
    if still_open.exists():
        return
    is_recovered = _move(invoice, SubscriptionStatus.PAST_DUE, SubscriptionStatus.ACTIVE)
    if is_recovered:
        publish(
            events.SubscriptionRecovered(
                tenant_id=tenant_id, subscription_id=invoice.subscription_id
            )
        )


def follow_decline(invoice: Invoice, tenant_id: UUID, failure_code: str, at: datetime) -> None:
    """Put off a locked invoice that was not paid to its next attempt, or give it up."""
    next_attempt_at, retries = _schedule(invoice, at)
    is_over = invoice.status == InvoiceStatus.OPEN and next_attempt_at is None
    Invoice.objects.filter(id=invoice.id).update(
        status=InvoiceStatus.UNCOLLECTIBLE if is_over else invoice.status,
        next_attempt_at=next_attempt_at,
        retry_count=retries,
        failure_code=failure_code,
    )
    publish(
        events.PaymentFailed(
            **facts_of(invoice, tenant_id),
            failure_code=failure_code,
            next_attempt_at=next_attempt_at,
        )
    )
    if _move(invoice, SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE):
        publish(
            events.SubscriptionPastDue(tenant_id=tenant_id, subscription_id=invoice.subscription_id)
        )
    if is_over:
        _give_up(invoice, tenant_id, at)


def _schedule(invoice: Invoice, at: datetime) -> tuple[datetime | None, int]:
    """
    The next attempt, and how many scheduled ones have failed.

    An attempt that somebody asked for between two scheduled ones leaves the schedule alone.
    Days are counted from this failure, so that an outage does not use up all the attempts.
    """
    planned = invoice.next_attempt_at
    if planned is None or planned > at:
        return planned, invoice.retry_count
    failures = invoice.retry_count + 1
    days = (0, *conf().dunning_days)
    if failures >= len(days):
        return None, failures
    return at + timedelta(days=days[failures] - days[failures - 1]), failures


def _give_up(invoice: Invoice, tenant_id: UUID, at: datetime) -> None:
    publish(events.InvoiceUncollectible(**facts_of(invoice, tenant_id)))
    is_ended = Subscription.objects.filter(id=invoice.subscription_id, ended_at=None).update(
        status=SubscriptionStatus.CANCELED, canceled_at=at, ended_at=at, next_billing_at=None
    )
    if is_ended:
        publish(
            events.SubscriptionCanceled(
                tenant_id=tenant_id,
                subscription_id=invoice.subscription_id,
                reason="payment_failed",
            )
        )


def _move(invoice: Invoice, before: SubscriptionStatus, after: SubscriptionStatus) -> int:
    return Subscription.objects.filter(id=invoice.subscription_id, status=before).update(
        status=after
    )
