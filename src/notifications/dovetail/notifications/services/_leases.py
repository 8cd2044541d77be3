"""Who sends what: a pump takes a delivery for a while, and the next one when it does not return."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from dovetail.notifications.conf import conf
from dovetail.notifications.enums import DeliveryStatus
from dovetail.notifications.models import Delivery
from dovetail.shared_kernel.transports import UserId

from ._ending import fall_back

LEASES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this pump may send, until its lease ends."""

    id: UUID
    announcement: str
    message_id: str
    address: str
    user_id: UserId | None
    payload: Mapping[str, Any]
    number: int
    started_at: datetime
    lease_token: UUID


@transaction.atomic(durable=True)
def claim_delivery() -> Claimed | None:
    """Take the delivery that is due the longest, passing over those another pump takes."""
    due = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(status=DeliveryStatus.PENDING, next_attempt_at__lte=Now())
        .annotate(user_id=F("notification__recipient_id"))
        .order_by("next_attempt_at", "id")
        .first()
    )
    if due is None:
        return None
    token = uuid4()
    Delivery.objects.filter(id=due.id).update(
        status=DeliveryStatus.SENDING,
        lease_token=token,
        lease_until=Now() + timedelta(seconds=conf().lease_seconds),
        attempt_count=F("attempt_count") + 1,
    )
    return Claimed(
        id=due.id,
        announcement=due.announcement,
        message_id=due.message_id,
        address=due.address,
        user_id=None if due.user_id is None else str(due.user_id),
        payload=due.payload or {},
        number=due.attempt_count + 1,
        started_at=timezone.now(),
        lease_token=token,
    )


@transaction.atomic(durable=True)
def release_expired_leases() -> int:
    """Give back what a pump took and never reported on; how many."""
    lost = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(status=DeliveryStatus.SENDING, lease_until__lt=Now())
        .select_related("notification")
        .order_by("lease_until")[:LEASES_AT_ONCE]
    )
    for delivery in lost:
        fall_back(delivery, "Whoever sent it never reported: the lease ended.", wait=False)
    return len(lost)
