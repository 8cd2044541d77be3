"""What an operator does with deliveries, and what time does with old events."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, OutboxEvent

from ._event import registry
from ._subscriptions import all_subscriptions

UNFINISHED = (DeliveryStatus.PENDING, DeliveryStatus.DEAD)
AT_ONCE = 1000


class UnknownSubscription(Exception):
    """No installed context subscribes under this name."""


def dead_letters(subscription: str | None = None) -> QuerySet[OutboxDelivery]:
    """The deliveries that failed for good, of one subscription or of all, the oldest first."""
    dead = OutboxDelivery.objects.filter(status=DeliveryStatus.DEAD).order_by("id")
    return dead if subscription is None else dead.filter(subscription=subscription)


def retry_dead(subscription: str | None = None, *, by: str = "") -> int:
    """Deliver dead letters, of one subscription or of all, again."""
    return retry_deliveries(list(dead_letters(subscription).values_list("id", flat=True)), by=by)


def retry_deliveries(ids: Sequence[int], *, by: str = "") -> int:
    """Deliver what is pending or dead again at once, with all its attempts."""
    return _again(
        OutboxDelivery.objects.filter(id__in=ids, status__in=UNFINISHED),
        decision=_decision("Retried", by),
    )


def skip_deliveries(ids: Sequence[int], *, by: str = "", reason: str = "") -> int:
    """Never deliver what is pending or dead; who decided it, and why, is kept with each."""
    unfinished = OutboxDelivery.objects.filter(id__in=ids, status__in=UNFINISHED)
    return unfinished.update(
        status=DeliveryStatus.SKIPPED, done_at=Now(), decision=_decision("Skipped", by, reason)
    )


def _decision(what: str, by: str, reason: str = "") -> str:
    said = f"{what} by {by}" if by else what
    return (f"{said}: {reason}" if reason else f"{said}.")[:300]


def finished_deliveries(subscription: str, since: datetime) -> QuerySet[OutboxDelivery]:
    """What a subscription has done with the events since an instant."""
    return OutboxDelivery.objects.filter(
        subscription=subscription,
        status__in=(DeliveryStatus.DONE, DeliveryStatus.SKIPPED),
        event__occurred_at__gte=since,
    )


def replay(*, subscription: str, since: datetime) -> int:
    """Deliver to one subscription again what it has had since an instant; how many."""
    return _again(finished_deliveries(subscription, since))


def missing_events(subscription: str, since: datetime) -> QuerySet[OutboxEvent]:
    """
    The events since an instant that a subscription was never given: it is younger than they.

    :raises UnknownSubscription:
    """
    known = all_subscriptions().get(subscription)
    if known is None:
        raise UnknownSubscription(subscription)
    given = OutboxDelivery.objects.filter(event=OuterRef("pk"), subscription=subscription)
    return OutboxEvent.objects.filter(
        ~Exists(given), name=known.event, occurred_at__gte=since
    ).order_by("id")


@transaction.atomic
def backfill(*, subscription: str, since: datetime) -> int:
    """
    Deliver to a new subscription what was published before it was there; how many.

    :raises UnknownSubscription:
    """
    made = 0
    while chunk := list(missing_events(subscription, since)[:AT_ONCE]):
        deliveries = [
            OutboxDelivery(event=event, subscription=subscription, ordering_key=_key_of(event))
            for event in chunk
        ]
        OutboxDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
        made += len(chunk)
    return made


def purgeable_events(older_than: timedelta) -> QuerySet[OutboxEvent]:
    """Events of a certain age that nothing waits for; dead letters wait."""
    waiting = OutboxDelivery.objects.filter(event=OuterRef("pk"), status__in=UNFINISHED)
    return OutboxEvent.objects.filter(~Exists(waiting), occurred_at__lt=Now() - older_than)


def purge(*, older_than: timedelta, limit: int = AT_ONCE) -> int:
    """Forget up to so many of the events that are old and done with; how many."""
    with transaction.atomic():
        old = purgeable_events(older_than).order_by("occurred_at")
        ids = list(old.values_list("id", flat=True)[:limit])
        OutboxDelivery.objects.filter(event__in=ids).delete()
        OutboxEvent.objects.filter(id__in=ids).delete()
    return len(ids)


def _again(deliveries: QuerySet[OutboxDelivery], decision: str = "") -> int:
    return deliveries.update(
        status=DeliveryStatus.PENDING,
        attempts=0,
        crashes=0,
        available_at=Now(),
        done_at=None,
        last_error="",
        decision=decision,
    )


def _key_of(event: OutboxEvent) -> str:
    published = registry.get(event.name)
    field = published.ordered_by if published is not None else None
    return str(event.payload[field]) if field else ""
