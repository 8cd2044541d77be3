"""Which deliveries a relay takes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import connection

from ._event import Envelope

# Rows that another relay holds are passed over. A key with a failed delivery that still waits
# is parked: nothing later of that key is taken before it, and it fills nobody's batch. A row
# whose older sibling is held elsewhere is left for later, so that order holds per key. A key whose
# dead letter a strict subscription waits for is parked, too. What relays died of is taken apart
# from the rest: each condition has an index of its own, so it is written out.
#
# How many rows are pending changes faster than any statistics. So the planner may neither sort nor
# start from the subscriptions (hence IS TRUE), and the partial indexes differ in their conditions:
# what is left to it is the index of the pending rows, in their order, of which it reads a batch.
_CLAIM = """
WITH candidate AS MATERIALIZED (
    SELECT d.id, d.subscription, d.ordering_key, d.attempts, d.event_id
    FROM dovetail_kernel_outboxdelivery d
    WHERE d.status = 0 AND {suspicion} AND d.available_at <= clock_timestamp()
      AND (d.subscription = ANY(%(known)s)) IS TRUE
      AND (d.subscription, d.ordering_key) NOT IN (
          SELECT p.subscription, p.ordering_key FROM dovetail_kernel_outboxdelivery p
          WHERE p.status = 0 AND p.attempts > 0 AND p.available_at > clock_timestamp()
            AND p.ordering_key <> '')
      AND (d.subscription, d.ordering_key) NOT IN (
          SELECT p.subscription, p.ordering_key FROM dovetail_kernel_outboxdelivery p
          WHERE p.status = 2 AND p.subscription = ANY(%(strict)s) AND p.ordering_key <> '')
    ORDER BY d.id LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED)
SELECT c.id, c.subscription, c.ordering_key, c.attempts,
       e.id, e.name, e.tenant_id, e.actor_id, e.occurred_at, e.payload, e.headers
FROM candidate c
JOIN dovetail_kernel_outboxevent e ON e.id = c.event_id
WHERE c.ordering_key = '' OR NOT EXISTS (
    SELECT 1 FROM dovetail_kernel_outboxdelivery o
    WHERE o.status = 0 AND o.ordering_key <> '' AND o.subscription = c.subscription
      AND o.ordering_key = c.ordering_key AND o.id < c.id
      AND o.id NOT IN (SELECT id FROM candidate))
"""
CLAIM = _CLAIM.format(suspicion="d.crashes = 0")
CLAIM_SUSPECTS = _CLAIM.format(suspicion="d.crashes > 0")


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that this relay holds until its transaction ends."""

    id: int
    subscription: str
    ordering_key: str
    attempts: int
    envelope: Envelope

    @property
    def lane(self) -> tuple[str, str]:
        return self.subscription, self.ordering_key


def claim(
    known: Sequence[str], limit: int, *, strict: Sequence[str] = (), suspects: bool = False
) -> list[Claimed]:
    """
    The oldest deliveries that are due, locked until the transaction ends.

    :param strict: the subscriptions that wait for their dead letters.
    :param suspects: only those that a relay died of, which are otherwise passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(
            CLAIM_SUSPECTS if suspects else CLAIM,
            {"known": list(known), "strict": list(strict), "limit": limit},
        )
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_sort TO DEFAULT")
    return [_claimed(row) for row in sorted(rows)]


def _claimed(row: tuple[Any, ...]) -> Claimed:
    delivery_id, subscription, key, attempts, *event = row
    event_id, name, tenant_id, actor_id, occurred_at, payload, headers = event
    origin = msgspec.json.decode(headers)
    envelope = Envelope(
        id=event_id,
        name=name,
        tenant_id=tenant_id,
        actor_id=actor_id or None,
        occurred_at=occurred_at,
        payload=msgspec.json.decode(payload),  # Django's cursors leave jsonb as text
        request_id=origin.get("request_id"),
        impersonator_id=origin.get("impersonator_id"),
    )
    return Claimed(delivery_id, subscription, key, attempts, envelope)
