"""What became of an attempt."""

from django.db import transaction

from dovetail.notifications.enums import DeliveryStatus, Outcome
from dovetail.notifications.events import DeliveryBounced
from dovetail.notifications.models import Delivery, DeliveryAttempt
from dovetail.shared_kernel.events import publish

from ._ending import fall_back, finish, recipient_of
from ._leases import Claimed
from ._outcomes import Result


@transaction.atomic(durable=True)
def record_attempt(claimed: Claimed, result: Result) -> None:
    """
    Write down an attempt, and move its delivery on.

    Where the lease ended and another pump has taken the delivery over, the attempt is only
    written down, as stale. Where the recipient was deleted meanwhile, nothing is.
    """
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("notification")
        .filter(id=claimed.id)
        .first()
    )
    if delivery is None:
        return
    is_stale = delivery.lease_token != claimed.lease_token
    DeliveryAttempt.objects.create(
        delivery=delivery,
        number=claimed.number,
        started_at=claimed.started_at,
        outcome=result.outcome,
        code=result.code,
        error=result.error,
        is_stale=is_stale,
    )
    if not is_stale:
        _move_on(delivery, result)


def _move_on(delivery: Delivery, result: Result) -> None:
    if result.address and result.address != delivery.address:
        Delivery.objects.filter(id=delivery.id).update(address=result.address[:254])
    match result.outcome:
        case Outcome.SENT:
            finish(delivery, DeliveryStatus.SENT)
        case Outcome.CANCELED:
            finish(delivery, DeliveryStatus.CANCELED, result.error)
        case Outcome.BOUNCED:
            finish(delivery, DeliveryStatus.BOUNCED, result.error)
            _publish_bounce(delivery, result)
        case Outcome.FAILED:
            fall_back(delivery, result.error)


def _publish_bounce(delivery: Delivery, result: Result) -> None:
    publish(
        DeliveryBounced(
            delivery_id=delivery.id,
            announcement=delivery.announcement,
            channel=delivery.channel,
            tenant_id=delivery.tenant_id,
            user_id=recipient_of(delivery),
            code=result.code,
        )
    )
