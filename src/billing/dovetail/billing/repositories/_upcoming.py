"""What the next invoice will say, computed by the same arithmetic that will write it."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from dovetail.billing import calendar, errors, invoicing, transports
from dovetail.billing.calendar import Interval, Period
from dovetail.billing.enums import LineKind
from dovetail.billing.models import PendingLine, Price, Subscription, SubscriptionItem
from dovetail.billing.ports import SeatCounter
from dovetail.billing.pricing import Charge, ChargeModel
from dovetail.billing.repositories._clocks import now_of
from dovetail.shared_kernel.ports import wired


def get_upcoming_invoice(tenant_id: UUID, subscription_id: UUID) -> transports.UpcomingInvoice:
    """
    The next invoice as it would be if nothing changed until then.

    :raises SubscriptionNotFound:
    :raises NothingUpcoming: when the subscription has ended.
    """
    subscription = (
        Subscription.objects.select_related("plan_version")
        .filter(account__tenant_id=tenant_id, id=subscription_id)
        .first()
    )
    if subscription is None:
        raise errors.SubscriptionNotFound
    if subscription.ended_at is not None:
        raise errors.NothingUpcoming
    lines = list(_lines(subscription, tenant_id))
    return transports.UpcomingInvoice(
        subscription_id=subscription.id,
        bills_at=subscription.current_end_at,
        total=transports.Money(sum(line.amount.amount for line in lines), subscription.currency),
        lines=lines,
    )


def period_of(subscription: Subscription, index: int) -> Period:
    """A period of a subscription, whose plan version is loaded."""
    version = subscription.plan_version
    return calendar.cycle(
        subscription.anchor_at,
        Interval(version.interval),
        version.interval_count,
        subscription.timezone,
    ).period(index)


def line_for_period(price: Price, seats: int, period: Period) -> invoicing.Line:
    """What a whole period of a price costs."""
    return invoicing.recurring(_product(price), quantity_of(price, seats), period)


def line_for_added(
    item: SubscriptionItem, seats: int, period: Period, at: datetime
) -> invoicing.Line | None:
    """What the seats above those billed cost until the period's end; None when none is above."""
    quantity = quantity_of(item.price, seats)
    if quantity <= item.billed_quantity:
        return None
    return invoicing.added(_product(item.price), item.billed_quantity, quantity, period, at)


def quantity_of(price: Price, seats: int) -> int:
    return seats if price.model == ChargeModel.PER_UNIT else 1


def _product(price: Price) -> invoicing.Product:
    charge = Charge(ChargeModel(price.model), Fraction(price.unit_amount))
    return invoicing.Product(price.description, price.unit_amount, charge)


def _lines(subscription: Subscription, tenant_id: UUID) -> Iterator[transports.InvoiceLine]:
    seats = wired(SeatCounter).seats_of(tenant_id)
    items = list(
        SubscriptionItem.objects.filter(subscription=subscription)
        .select_related("price")
        .order_by("price__code")
    )
    current = period_of(subscription, subscription.current_index)
    if subscription.cancel_at is None:
        following = period_of(subscription, subscription.current_index + 1)
        for item in items:
            line = line_for_period(item.price, seats, following)
            yield _line(LineKind.RECURRING, line, subscription.currency)
    for pending in PendingLine.objects.filter(item__in=items, invoice=None).order_by("id"):
        yield _line(LineKind(pending.kind), _pending(pending), subscription.currency)
    for item in items:
        # A seat that was taken a moment ago, and whose event has not arrived yet.
        added = line_for_added(item, seats, current, now_of(tenant_id))
        if added is not None and added.amount:
            yield _line(LineKind.PRORATION_CHARGE, added, subscription.currency)


def _pending(line: PendingLine) -> invoicing.Line:
    return invoicing.Line(
        line.description,
        line.quantity,
        line.unit_amount,
        line.amount_minor,
        line.period_start_at,
        line.period_end_at,
    )


def _line(kind: LineKind, line: invoicing.Line, currency: str) -> transports.InvoiceLine:
    return transports.InvoiceLine(
        kind=kind.value,
        description=line.description,
        quantity=line.quantity,
        unit_amount=line.unit_amount.normalize() + 0,  # +0 undoes the exponent
        amount=transports.Money(line.amount, currency),
        period_start_at=line.start,
        period_end_at=line.end,
    )
