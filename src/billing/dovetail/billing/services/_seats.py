from uuid import UUID

from django.db import transaction

from dovetail.billing import events, repositories
from dovetail.billing.invoicing import Line
from dovetail.billing.models import PendingLine, Subscription, SubscriptionItem
from dovetail.billing.ports import SeatCounter
from dovetail.billing.pricing import ChargeModel
from dovetail.billing.services._periods import items_of
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.ports import wired


@transaction.atomic
def refresh_seat_count(*, tenant_id: UUID) -> None:
    """
    Bill a tenant for the seats that it uses now.

    A seat above those billed costs the rest of the period, on the next invoice. A seat that
    is given back is paid until the period's end, and whoever takes it until then is free.
    """
    subscription = (
        Subscription.objects.select_for_update(no_key=True, of=("self",))
        .select_related("plan_version")
        .filter(account__tenant_id=tenant_id, ended_at=None)
        .first()
    )
    if subscription is None:
        return
    # Counted behind the lock: of two events at once, the later one sees every seat.
    seats = wired(SeatCounter).seats_of(tenant_id)
    period = repositories.period_of(subscription, subscription.current_index)
    at = repositories.now_of(tenant_id)
    changed = [
        item
        for item in items_of(subscription)
        if item.price.model == ChargeModel.PER_UNIT and item.quantity != seats
    ]
    for item in changed:
        added = repositories.line_for_added(item, seats, period, at)
        _set_seats(item, seats, added)
    if changed:
        publish(
            events.SubscriptionSeatsChanged(
                tenant_id=tenant_id, subscription_id=subscription.id, seats=seats
            )
        )


def _set_seats(item: SubscriptionItem, seats: int, added: Line | None) -> None:
    SubscriptionItem.objects.filter(id=item.id).update(
        quantity=seats, billed_quantity=max(seats, item.billed_quantity)
    )
    if added is not None and added.amount:
        PendingLine.objects.create(
            item=item,
            description=added.description,
            quantity=added.quantity,
            unit_amount=added.unit_amount,
            amount_minor=added.amount,
            period_start_at=added.start,
            period_end_at=added.end,
        )
