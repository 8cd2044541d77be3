"""How the outbox does, for health checks and metrics."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, Value
from django.db.models.functions import Concat, Now

from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, RelayBeat

from ._subscriptions import all_subscriptions


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits to be delivered."""

    pending_count: int
    dead_count: int
    oldest_pending_seconds: float
    """How long the oldest delivery that is due has been due; 0 when none is."""
    held_key_count: int
    """Keys that a strict subscription holds back behind a dead letter."""


def backlog() -> Backlog:
    """What waits to be delivered now, in one query."""
    due = Q(status=DeliveryStatus.PENDING, available_at__lte=Now())
    counts = OutboxDelivery.objects.filter(
        status__in=(DeliveryStatus.PENDING, DeliveryStatus.DEAD)
    ).aggregate(
        pending=Count("id", filter=Q(status=DeliveryStatus.PENDING)),
        dead=Count("id", filter=Q(status=DeliveryStatus.DEAD)),
        age=Max(Now() - F("available_at"), filter=due),
        held=Count(
            Concat("subscription", Value(" "), "ordering_key"), filter=_held(), distinct=True
        ),
    )
    age = counts["age"]
    seconds = age.total_seconds() if age else 0.0
    return Backlog(counts["pending"], counts["dead"], seconds, counts["held"])


def _held() -> Q:
    """Dead letters for which later events of their key wait."""
    strict = [name for name, one in all_subscriptions().items() if one.is_strict]
    return Q(status=DeliveryStatus.DEAD, subscription__in=strict) & ~Q(ordering_key="")


def orphans() -> dict[str, int]:
    """How many deliveries wait, or are dead, for subscriptions that are declared no more."""
    unfinished = (DeliveryStatus.PENDING, DeliveryStatus.DEAD)
    stored = (
        OutboxDelivery.objects.filter(status__in=unfinished)
        .exclude(subscription__in=all_subscriptions())
        .values_list("subscription")
        .annotate(count=Count("id"))
    )
    return dict(stored.order_by("subscription"))


def beats() -> dict[str, float]:
    """Seconds since each process said that it is alive."""
    aged = RelayBeat.objects.annotate(age=Now() - F("beat_at")).values_list("name", "age")
    return {name: age.total_seconds() for name, age in aged}
