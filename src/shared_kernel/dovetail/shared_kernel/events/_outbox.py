"""Publishing: a fact commits with the change it tells of."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import msgspec
from django.db import connection

from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.transports import UserId

from ._event import SEALED, Event
from ._subscriptions import subscriptions_of

CHANNEL = "dovetail_outbox"

# One round trip: the event, a delivery for each subscriber, and a knock at the relays' doors,
# which PostgreSQL folds into one for each transaction and sends at its commit.
PUBLISH = f"""
WITH event AS (
    INSERT INTO dovetail_kernel_outboxevent
        (id, name, tenant_id, actor_id, payload, headers, idempotency_key, holds_sealed)
    VALUES (%(id)s, %(name)s, %(tenant_id)s, %(actor_id)s, %(payload)s::jsonb, %(headers)s::jsonb,
        %(idempotency_key)s, %(holds_sealed)s)
    ON CONFLICT (name, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
    RETURNING id),
delivery AS (
    INSERT INTO dovetail_kernel_outboxdelivery
        (event_id, subscription, ordering_key, status, attempts, last_error)
    SELECT event.id, subscription, %(ordering_key)s, 0, 0, ''
    FROM event, unnest(%(subscriptions)s::text[]) AS subscription
    RETURNING id)
SELECT pg_notify('{CHANNEL}', '') FROM delivery LIMIT 1
"""  # noqa: S608  (nothing of it comes from outside)


class PublishedOutsideTransaction(Exception):
    """An event was published outside a transaction, so it could outlive a change that fails."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the events that are published now come from."""

    actor_id: UserId | None = None
    request_id: str | None = None
    impersonator_id: UserId | None = None
    """Who really acts, where somebody acts as the actor."""

    @property
    def headers(self) -> dict[str, str]:
        """What an event keeps of it beside the actor."""
        found = {"request_id": self.request_id, "impersonator_id": self.impersonator_id}
        return {name: value for name, value in found.items() if value}


_origin: ContextVar[Origin] = ContextVar("dovetail_origin")
_nowhere = Origin()


def current_origin() -> Origin:
    """Where the events that are published now come from."""
    return _origin.get(_nowhere)


@contextmanager
def published_by(
    *, actor_id: UserId | None, request_id: str | None, impersonator_id: UserId | None = None
) -> Iterator[None]:
    """Record in every event published inside who caused it."""
    token = _origin.set(Origin(actor_id, request_id, impersonator_id))
    try:
        yield
    finally:
        _origin.reset(token)


def come_from(actor_id: UserId | None, *, impersonator_id: UserId | None = None) -> None:
    """Name the actor of the events that are published from here on, once it is known."""
    _origin.set(Origin(actor_id, current_origin().request_id, impersonator_id))


def publish(event: Event, *, idempotency_key: str | None = None) -> None:
    """
    Record an event in the caller's transaction; it is delivered once that commits.

    A second event of its name with the same key, of at most 200 characters, is not recorded:
    whoever comes second waits for the first to commit, and then has nothing to do.

    :raises PublishedOutsideTransaction:
    """
    if not connection.in_atomic_block:
        raise PublishedOutsideTransaction(event.name)
    payload = msgspec.to_builtins(event)
    origin = current_origin()
    stored = {
        "id": uuid7(),
        "name": event.name,
        "tenant_id": payload[event.tenant] if event.tenant else None,
        "actor_id": origin.actor_id or "",
        "payload": msgspec.json.encode(payload).decode(),
        "headers": msgspec.json.encode(origin.headers).decode(),
        "idempotency_key": idempotency_key,
        "holds_sealed": any(name.startswith(SEALED) for name in payload),
        "subscriptions": [subscription.name for subscription in subscriptions_of(event.name)],
        "ordering_key": str(payload[event.ordered_by]) if event.ordered_by else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH, stored)
