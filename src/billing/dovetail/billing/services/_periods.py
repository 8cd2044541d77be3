from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dovetail.billing import events, repositories
from dovetail.billing.calendar import Period
from dovetail.billing.enums import BillingReason, LineKind, SubscriptionStatus
from dovetail.billing.models import BillingPeriod, Invoice, Subscription, SubscriptionItem
from dovetail.billing.ports import SeatCounter
from dovetail.billing.services._invoices import (
    BilledLine,
    draft_invoice,
    finalize_invoice,
    mark_pending_lines,
    pending_lines,
)
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.ports import wired


@transaction.atomic
def bill_period(*, subscription_id: UUID) -> bool:
    """
    Bill the next period of a subscription if it has begun, or end the subscription with it.

    One transaction for each period. Whoever comes second, or after a crash, finds the row
    moved on and does nothing. Returns whether there was something to do.
    """
    subscription = (
        Subscription.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("account", "plan_version")
        .filter(id=subscription_id, next_billing_at__isnull=False)
        .first()
    )
    if subscription is None:
        return False
    now = repositories.now_of(subscription.account.tenant_id)
    if subscription.current_end_at > now:
        return False
    if subscription.cancel_at is not None and subscription.cancel_at <= subscription.current_end_at:
        _end(subscription, now)
    else:
        _renew(subscription, now)
    return True


def items_of(subscription: Subscription) -> list[SubscriptionItem]:
    """The items of a subscription with their prices, in the order of its invoices."""
    items = SubscriptionItem.objects.filter(subscription=subscription)
    return list(items.select_related("price").order_by("price__code"))


def bill(
    subscription: Subscription,
    reason: BillingReason,
    period: Period,
    items: Sequence[SubscriptionItem],
    seats: int,
) -> Invoice:
    """The draft of a whole period in advance, the chain's next link, and what was pending."""
    lines = [
        BilledLine(
            LineKind.RECURRING, item, repositories.line_for_period(item.price, seats, period)
        )
        for item in items
    ]
    invoice = draft_invoice(subscription, reason, period, [*lines, *pending_lines(items)])
    mark_pending_lines(items, invoice)
    for billed in lines:
        SubscriptionItem.objects.filter(id=billed.item.id).update(
            quantity=billed.line.quantity, billed_quantity=billed.line.quantity
        )
    BillingPeriod.objects.bulk_create(
        BillingPeriod(
            item=item,
            invoice=invoice,
            index=period.index,
            start_at=period.start,
            end_at=period.end,
            prev_end_at=period.start if period.index else None,
        )
        for item in items
    )
    return invoice


def _renew(subscription: Subscription, now: datetime) -> None:
    tenant_id = subscription.account.tenant_id
    period = repositories.period_of(subscription, subscription.current_index + 1)
    seats = wired(SeatCounter).seats_of(tenant_id)
    items = items_of(subscription)
    invoice = bill(subscription, BillingReason.CYCLE, period, items, seats)
    Subscription.objects.filter(id=subscription.id).update(
        current_index=period.index,
        current_start_at=period.start,
        current_end_at=period.end,
        next_billing_at=period.end,
    )
    finalize_invoice(invoice, tenant_id, now)


def _end(subscription: Subscription, now: datetime) -> None:
    tenant_id = subscription.account.tenant_id
    Subscription.objects.filter(id=subscription.id).update(
        status=SubscriptionStatus.CANCELED,
        ended_at=subscription.current_end_at,
        next_billing_at=None,
    )
    publish(
        events.SubscriptionCanceled(
            tenant_id=tenant_id, subscription_id=subscription.id, reason="requested"
        )
    )
    items = items_of(subscription)
    lines = list(pending_lines(items))
    if not lines:
        return
    period = repositories.period_of(subscription, subscription.current_index)
    invoice = draft_invoice(subscription, BillingReason.CANCEL, period, lines)
    mark_pending_lines(items, invoice)
    finalize_invoice(invoice, tenant_id, now)
