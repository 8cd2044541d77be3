"""Delivering: every event reaches each of its subscribers, once."""

import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from dovetail.shared_kernel.conf import conf
from dovetail.shared_kernel.errors import said_by
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, RelayBeat

from ._claim import Claimed, claim
from ._hand import Hand, bury_the_dead
from ._outbox import CHANNEL, published_by
from ._subscriptions import ContractBroken, all_subscriptions, subscription_named

logger = logging.getLogger("dovetail.relay")

SILENCE_SECONDS = 300
"""For so long a subscriber may do something else than ask the database."""

BACKOFF_SECONDS = (1, 5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)


DONE = """
UPDATE dovetail_kernel_outboxdelivery SET status = 1, done_at = clock_timestamp()
WHERE id = ANY(%s::bigint[])
"""


def deliver_batch(limit: int | None = None, *, hand: Hand | None = None) -> int:
    """
    Deliver the oldest events that are due, passing over those another relay holds.

    Returns how many deliveries were taken, whether they ended well or not; 0 is quiet. A
    subscriber's writes and the receipt of its delivery commit together. What reaches outside
    of the database is delivered one by one, so that nobody's failure repeats it; so is what a
    relay died of. A relay's hand is where it notes what it is about to do.
    """
    return _deliver_due(hand, limit) + _deliver_suspect(hand)


def _deliver_due(hand: Hand | None, limit: int | None = None) -> int:
    subscriptions = all_subscriptions()
    outside = [name for name, one in subscriptions.items() if one.reaches_outside()]
    inside = [name for name in subscriptions if name not in outside]
    batch = limit or conf().batch_size
    return _deliver_some(inside, batch, hand, at_once=batch) + _deliver_some(
        outside, 10, hand, at_once=1
    )


def _deliver_suspect(hand: Hand | None) -> int:
    return _deliver_some(list(all_subscriptions()), 10, hand, at_once=1, suspects=True)


def _deliver_some(
    known: list[str], limit: int, hand: Hand | None, *, at_once: int, suspects: bool = False
) -> int:
    """Claim so many, deliver as many of them at once, and let the rest go with the transaction."""
    if not known:
        return 0
    strict = [name for name in known if subscription_named(name).is_strict]
    with transaction.atomic():
        claimed = claim(known, limit, strict=strict, suspects=suspects)[:at_once]
        if claimed:
            if hand is not None:
                hand.note([delivery.id for delivery in claimed])
            _deliver(claimed)
    return len(claimed)


def _deliver(claimed: list[Claimed]) -> None:
    try:
        with transaction.atomic():
            for delivery in claimed:
                _hand_over(delivery)
            connection.check_constraints()  # the deferred ones would fail at the commit of all
    except Exception as error:
        if is_nobodys_fault(error):
            raise
        done = _deliver_each(claimed) if len(claimed) > 1 else _postponed(claimed[0], error)
    else:
        done = [delivery.id for delivery in claimed]
    with connection.cursor() as cursor:
        cursor.execute(DONE, [done])


def _deliver_each(claimed: list[Claimed]) -> list[int]:
    """One savepoint each; what follows a failure in the same lane waits for it."""
    done: list[int] = []
    held: set[tuple[str, str]] = set()
    for delivery in claimed:
        if delivery.ordering_key and delivery.lane in held:
            continue
        try:
            with transaction.atomic():
                _hand_over(delivery)
                connection.check_constraints()
        except Exception as error:
            if is_nobodys_fault(error):
                raise
            held.add(delivery.lane)
            _postpone(delivery, error)
        else:
            done.append(delivery.id)
    return done


def is_nobodys_fault(error: Exception) -> bool:
    """
    Whether the database went away, or asks to repeat the transaction: then it is no attempt.

    By PostgreSQL's error classes: 08 connection, 57P operator intervention, 40001 and 40P01 a
    conflict of transactions. A statement that was canceled is its subscriber's own failure.
    """
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    raw = connection.connection
    state = getattr(error.__cause__, "sqlstate", None) or ""
    is_gone = raw is None or raw.closed or raw.broken
    return is_gone or state.startswith(("08", "57P")) or state in ("40001", "40P01")


def _hand_over(delivery: Claimed) -> None:
    envelope = delivery.envelope
    with published_by(
        actor_id=envelope.actor_id,
        request_id=envelope.request_id,
        impersonator_id=envelope.impersonator_id,
    ):
        subscription_named(delivery.subscription).handle(envelope)


def _postponed(delivery: Claimed, error: Exception) -> list[int]:
    _postpone(delivery, error)
    return []


def _postpone(delivery: Claimed, error: Exception) -> None:
    attempts = delivery.attempts + 1
    is_dead = attempts >= conf().max_attempts or isinstance(error, ContractBroken)
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
        available_at=Now() + timedelta(seconds=_backoff(attempts)),
        last_error=said_by(error),
    )


def _backoff(attempts: int) -> float:
    """Seconds until the next attempt, a fifth more or less, so that failures do not march."""
    return BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS)) - 1] * (1 + _jitter() / 5)


def _jitter() -> float:
    """Somewhere between -1 and 1."""
    return random.uniform(-1, 1)  # noqa: S311  (nothing is secret here)


def run_relay(*, keep_on: Callable[[], bool], idle_seconds: float = 1.0) -> None:
    """Deliver until told to stop, woken by each commit that publishes."""
    hand = Hand()
    while keep_on():
        try:
            _listen()
            _deliver_while(keep_on, hand, idle_seconds)
            hand.put_down()
        except (OperationalError, InterfaceError) as error:
            logger.warning("The relay lost the database and tries again: %s", error)
            hand.close()
            connection.close()
            time.sleep(1.0 + _jitter())


def _deliver_while(keep_on: Callable[[], bool], hand: Hand, idle_seconds: float) -> None:
    """Once a second there is a sign of life, and what the dead have left is looked after."""
    looked_at = -1.0
    while keep_on():
        if time.monotonic() - looked_at >= 1.0:
            beat("relay")
            bury_the_dead(but=hand)
            _drain(keep_on, partial(_deliver_suspect, hand))
            looked_at = time.monotonic()
        is_quiet = _drain(keep_on, partial(_deliver_due, hand))
        # What has knocked meanwhile is heard now, also by who has more to do.
        _wait(idle_seconds if is_quiet else 0.0)


def _drain(keep_on: Callable[[], bool], deliver: Callable[[], int]) -> bool:
    """Whether nothing is due any more; not for longer than nobody wonders whether we live."""
    until = time.monotonic() + 1.0
    while keep_on() and time.monotonic() < until:
        if not deliver():
            return True
    return False


def beat(name: str) -> None:
    """Note that a process is alive, by the database's clock."""
    RelayBeat.objects.bulk_create(
        [RelayBeat(name=name, beat_at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )


def _listen() -> None:
    """Be woken; and be let go of, with all locks, where the network has died in mid-batch."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{SILENCE_SECONDS}s'")
        cursor.execute(f"LISTEN {CHANNEL}")


def _wait(seconds: float) -> None:
    """Until something is published, or for so long at the most."""
    raw: Any = connection.connection
    with connection.wrap_database_errors:
        for _ in raw.notifies(timeout=seconds, stop_after=1):
            pass
