"""What an operator does with deliveries that failed."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from dovetail.notifications.enums import RETRIABLE, DeliveryStatus
from dovetail.notifications.models import Delivery


def retry_dead(*, announcement: str | None = None) -> int:
    """Send dead deliveries, of one announcement or of all, again with all their attempts."""
    dead = Delivery.objects.filter(status=DeliveryStatus.DEAD)
    return _retry(dead if announcement is None else dead.filter(announcement=announcement))


def retry_deliveries(*, ids: Sequence[UUID]) -> int:
    """Send those of these deliveries that are dead or bounced again, with all their attempts."""
    return _retry(Delivery.objects.filter(id__in=ids, status__in=RETRIABLE))


def _retry(deliveries: "QuerySet[Delivery]") -> int:
    return deliveries.update(
        status=DeliveryStatus.PENDING, failure_count=0, next_attempt_at=Now(), finished_at=None
    )
