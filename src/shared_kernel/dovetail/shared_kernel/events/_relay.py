"""Delivering: every event reaches each of its subscribers, once."""

import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from dovetail.shared_kernel.conf import conf
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, RelayBeat

from ._claim import Claimed, claim
from ._outbox import CHANNEL, published_by
from ._subscriptions import ContractBroken, Subscription, all_subscriptions

logger = logging.getLogger("dovetail.relay")

BACKOFF_SECONDS = (1, 5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)


def deliver_batch(limit: int | None = None) -> int:
    """
    Deliver the oldest events that are due, passing over those another relay holds.

    Returns how many deliveries were taken, whether they ended well or not; 0 is quiet. A
    subscriber's writes and the receipt of its delivery commit together.
    """
    subscriptions = all_subscriptions()
    if not subscriptions:
        return 0
    with transaction.atomic():
        claimed = claim(list(subscriptions), limit or conf().batch_size)
        if claimed:
            _deliver(claimed, subscriptions)
    return len(claimed)


def _deliver(claimed: list[Claimed], subscriptions: dict[str, Subscription]) -> None:
    try:
        with transaction.atomic():
            for delivery in claimed:
                _hand_over(delivery, subscriptions)
    except (OperationalError, InterfaceError):
        raise  # the database's fault, nobody's attempt: the batch is taken again
    except Exception:
        done = _deliver_each(claimed, subscriptions)
    else:
        done = [delivery.id for delivery in claimed]
    OutboxDelivery.objects.filter(id__in=done).update(status=DeliveryStatus.DONE, done_at=Now())


def _deliver_each(claimed: list[Claimed], subscriptions: dict[str, Subscription]) -> list[int]:
    """One savepoint each; what follows a failure in the same lane waits for it."""
    done: list[int] = []
    held: set[tuple[str, str]] = set()
    for delivery in claimed:
        if delivery.ordering_key and delivery.lane in held:
            continue
        try:
            with transaction.atomic():
                _hand_over(delivery, subscriptions)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            held.add(delivery.lane)
            _postpone(delivery, error)
        else:
            done.append(delivery.id)
    return done


def _hand_over(delivery: Claimed, subscriptions: dict[str, Subscription]) -> None:
    envelope = delivery.envelope
    with published_by(actor_id=envelope.actor_id, request_id=envelope.request_id):
        subscriptions[delivery.subscription].handle(envelope)


def _postpone(delivery: Claimed, error: Exception) -> None:
    attempts = delivery.attempts + 1
    is_dead = attempts >= conf().max_attempts or isinstance(error, ContractBroken)
    seconds = BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS)) - 1] * random.uniform(0.8, 1.2)
    logger.warning(
        "%s failed on %s %s, attempt %s: %r",
        delivery.subscription,
        delivery.envelope.name,
        delivery.envelope.id,
        attempts,
        error,
        exc_info=error,
    )
    OutboxDelivery.objects.filter(id=delivery.id).update(
        attempts=attempts,
        status=DeliveryStatus.DEAD if is_dead else DeliveryStatus.PENDING,
        available_at=Now() + timedelta(seconds=seconds),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def retry_dead(subscription: str | None = None) -> int:
    """Give dead letters, of one subscription or of all, their attempts back."""
    dead = OutboxDelivery.objects.filter(status=DeliveryStatus.DEAD)
    if subscription is not None:
        dead = dead.filter(subscription=subscription)
    return dead.update(status=DeliveryStatus.PENDING, attempts=0, available_at=Now())


def run_relay(*, keep_on: Callable[[], bool], idle_seconds: float = 1.0) -> None:
    """Deliver until told to stop, woken by each commit that publishes."""
    while keep_on():
        try:
            _listen()
            while keep_on():
                beat("relay")
                while keep_on() and deliver_batch():
                    pass
                _wait(idle_seconds)
        except (OperationalError, InterfaceError) as error:
            logger.warning("The relay lost the database and tries again: %s", error)
            connection.close()
            time.sleep(random.uniform(0.1, 2.0))


def beat(name: str) -> None:
    """Note that a process is alive, by the database's clock."""
    RelayBeat.objects.bulk_create(
        [RelayBeat(name=name, beat_at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )


def _listen() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")


def _wait(seconds: float) -> None:
    """Until something is published, or for so long at the most."""
    connection.ensure_connection()
    raw: Any = connection.connection
    for _ in raw.notifies(timeout=seconds, stop_after=1):
        pass
