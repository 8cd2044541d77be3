"""How the state of a delivery moves on; its row is locked by whoever calls."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from dovetail.notifications.conf import conf
from dovetail.notifications.enums import WITHOUT_PAYLOAD, DeliveryStatus
from dovetail.notifications.events import DeliveryDead
from dovetail.notifications.models import Delivery
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

NO_LEASE = {"lease_until": None, "lease_token": None}


def finish(delivery: Delivery, status: DeliveryStatus, error: str = "") -> None:
    """The delivery is over. What it was written from goes, unless it may be tried again."""
    gone: dict[str, Any] = {"payload": None} if status in WITHOUT_PAYLOAD else {}
    Delivery.objects.filter(id=delivery.id).update(
        status=status, finished_at=Now(), last_error=error, **NO_LEASE, **gone
    )


def fall_back(delivery: Delivery, error: str, *, wait: bool = True) -> None:
    """An attempt failed: the next one is due later, or there is none."""
    schedule = conf().retry_seconds
    failures = delivery.failure_count + 1
    if failures > len(schedule):
        finish(delivery, DeliveryStatus.DEAD, error)
        Delivery.objects.filter(id=delivery.id).update(failure_count=failures)
        publish(
            DeliveryDead(
                delivery_id=delivery.id,
                announcement=delivery.announcement,
                channel=delivery.channel,
                tenant_id=delivery.tenant_id,
                user_id=recipient_of(delivery),
            )
        )
        return
    seconds = schedule[failures - 1] if wait else 0
    Delivery.objects.filter(id=delivery.id).update(
        status=DeliveryStatus.PENDING,
        failure_count=failures,
        next_attempt_at=Now() + timedelta(seconds=seconds),
        last_error=error,
        **NO_LEASE,
    )


def recipient_of(delivery: Delivery) -> UserId | None:
    """The user whom a delivery is for, if it is for one."""
    return None if delivery.notification is None else str(delivery.notification.recipient_id)
