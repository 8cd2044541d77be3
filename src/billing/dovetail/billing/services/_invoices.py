from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from dovetail.billing import events
from dovetail.billing.calendar import Period
from dovetail.billing.conf import conf
from dovetail.billing.enums import BillingReason, InvoiceStatus, LineKind
from dovetail.billing.invoicing import Line, assemble
from dovetail.billing.models import (
    Invoice,
    InvoiceLine,
    NumberSequence,
    PendingLine,
    Subscription,
    SubscriptionItem,
)
from dovetail.billing.services._dunning import facts_of
from dovetail.shared_kernel.events import publish

SCOPE = "invoices"


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line, and which item of the subscription it bills."""

    kind: LineKind
    item: SubscriptionItem
    line: Line


def draft_invoice(
    subscription: Subscription, reason: BillingReason, period: Period, lines: Sequence[BilledLine]
) -> Invoice:
    """An invoice with its lines and totals, which has no number yet."""
    totals = assemble(billed.line for billed in lines)
    invoice = Invoice.objects.create(
        account_id=subscription.account_id,
        subscription=subscription,
        billing_reason=reason,
        currency=subscription.currency,
        period_start_at=period.start,
        period_end_at=period.end,
        subtotal_minor=totals.subtotal,
        total_minor=totals.total,
        amount_due_minor=totals.amount_due,
    )
    InvoiceLine.objects.bulk_create(
        _row(invoice, position, billed) for position, billed in enumerate(lines, start=1)
    )
    return invoice


def finalize_invoice(invoice: Invoice, tenant_id: UUID, at: datetime) -> None:
    """
    Number an invoice, after which it does not change: the last step of its transaction.

    The row of the sequence stays locked until the commit, so that a number is never lost. An
    invoice over nothing is paid at once.
    """
    is_free = not invoice.amount_due_minor
    number = f"{conf().invoice_prefix}-{_next_number():06d}"
    Invoice.objects.filter(id=invoice.id).update(
        number=number,
        status=InvoiceStatus.PAID if is_free else InvoiceStatus.OPEN,
        finalized_at=at,
        paid_at=at if is_free else None,
        next_attempt_at=None if is_free else at,
    )
    invoice.number = number
    facts = facts_of(invoice, tenant_id)
    publish(events.InvoiceFinalized(**facts))
    if is_free:
        publish(events.InvoicePaid(**facts))


def pending_lines(items: Sequence[SubscriptionItem]) -> Iterator[BilledLine]:
    """What came up inside the period and is not billed yet."""
    by_id = {item.id: item for item in items}
    for pending in PendingLine.objects.filter(item__in=items, invoice=None).order_by("id"):
        line = Line(
            pending.description,
            pending.quantity,
            pending.unit_amount,
            pending.amount_minor,
            pending.period_start_at,
            pending.period_end_at,
        )
        yield BilledLine(LineKind(pending.kind), by_id[pending.item_id], line)


def mark_pending_lines(items: Sequence[SubscriptionItem], invoice: Invoice) -> None:
    """Note on which invoice the pending lines are."""
    PendingLine.objects.filter(item__in=items, invoice=None).update(invoice=invoice)


def _row(invoice: Invoice, position: int, billed: BilledLine) -> InvoiceLine:
    return InvoiceLine(
        invoice=invoice,
        position=position,
        kind=billed.kind,
        item=billed.item,
        description=billed.line.description,
        quantity=billed.line.quantity,
        unit_amount=billed.line.unit_amount,
        amount_minor=billed.line.amount,
        period_start_at=billed.line.start,
        period_end_at=billed.line.end,
    )


def _next_number() -> int:
    NumberSequence.objects.bulk_create([NumberSequence(scope=SCOPE)], ignore_conflicts=True)
    sequence = NumberSequence.objects.filter(scope=SCOPE)
    sequence.update(last=F("last") + 1)
    return sequence.values_list("last", flat=True).get()
