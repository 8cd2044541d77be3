"""What an operator does with deliveries that failed."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.db.models.functions import Now

from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery


def retry_dead(subscription: str | None = None) -> int:
    """Deliver dead letters, of one subscription or of all, again."""
    dead = OutboxDelivery.objects.filter(status=DeliveryStatus.DEAD)
    if subscription is not None:
        dead = dead.filter(subscription=subscription)
    return retry_deliveries(list(dead.values_list("id", flat=True)))


def retry_deliveries(ids: Sequence[int]) -> int:
    """Deliver what is pending or dead again at once, with all its attempts."""
    return _unfinished(ids).update(
        status=DeliveryStatus.PENDING, attempts=0, available_at=Now(), last_error=""
    )


def skip_deliveries(ids: Sequence[int]) -> int:
    """Never deliver what is pending or dead."""
    return _unfinished(ids).update(status=DeliveryStatus.SKIPPED, done_at=Now())


def _unfinished(ids: Sequence[int]) -> QuerySet[OutboxDelivery]:
    unfinished = (DeliveryStatus.PENDING, DeliveryStatus.DEAD)
    return OutboxDelivery.objects.filter(id__in=ids, status__in=unfinished)
