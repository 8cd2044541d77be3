"""How the outbox does, for health checks and metrics."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Now

from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, RelayBeat

from ._subscriptions import all_subscriptions

PENDING = Q(status=DeliveryStatus.PENDING)
DEAD = Q(status=DeliveryStatus.DEAD)
# Each condition is that of a partial index: finished deliveries are never read.
UNFINISHED = PENDING & Q(crashes=0) | PENDING & Q(crashes__gt=0) | DEAD


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one subscription."""

    subscription: str
    is_declared: bool
    """Whether an installed app still subscribes under this name."""
    pending_count: int
    dead_count: int
    oldest_pending_seconds: float
    """How long the oldest delivery that is due has been due; 0 when none is."""
    parked_key_count: int
    """Keys whose failed delivery waits for its next attempt."""
    held_key_count: int
    """Keys that a strict subscription holds back behind a dead letter."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits to be delivered."""

    pending_count: int
    dead_count: int
    oldest_pending_seconds: float
    parked_key_count: int
    held_key_count: int
    queues: list[Queue]
    """By subscription; those for which nothing waits have none."""


def backlog() -> Backlog:
    """What waits to be delivered now, in one query."""
    known = all_subscriptions()
    strict = [name for name, one in known.items() if one.is_strict]
    keyed = ~Q(ordering_key="")
    counted = (
        OutboxDelivery.objects.filter(UNFINISHED)
        .values_list("subscription")
        .annotate(
            pending=Count("id", filter=PENDING),
            dead=Count("id", filter=DEAD),
            age=Max(Now() - F("available_at"), filter=PENDING & Q(available_at__lte=Now())),
            parked=_keys(PENDING & Q(attempts__gt=0, available_at__gt=Now()) & keyed),
            held=_keys(DEAD & Q(subscription__in=strict) & keyed),
        )
    )
    queues = [
        Queue(name, name in known, pending, dead, age.total_seconds() if age else 0.0, parked, held)
        for name, pending, dead, age, parked, held in counted.order_by("subscription")
    ]
    return Backlog(
        sum(queue.pending_count for queue in queues),
        sum(queue.dead_count for queue in queues),
        max((queue.oldest_pending_seconds for queue in queues), default=0.0),
        sum(queue.parked_key_count for queue in queues),
        sum(queue.held_key_count for queue in queues),
        queues,
    )


def _keys(condition: Q) -> Count:
    return Count("ordering_key", filter=condition, distinct=True)


def orphans() -> dict[str, int]:
    """How many deliveries wait, or are dead, for subscriptions that are declared no more."""
    return {
        queue.subscription: queue.pending_count + queue.dead_count
        for queue in backlog().queues
        if not queue.is_declared
    }


def beats() -> dict[str, float]:
    """Seconds since each process said that it is alive."""
    aged = RelayBeat.objects.annotate(age=Now() - F("beat_at")).values_list("name", "age")
    return {name: age.total_seconds() for name, age in aged}
