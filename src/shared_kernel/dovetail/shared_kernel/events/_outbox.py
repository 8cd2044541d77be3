"""Publishing: a fact commits with the change it tells of."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import msgspec
from django.db import connection

from dovetail.shared_kernel.models import OutboxDelivery, OutboxEvent
from dovetail.shared_kernel.transports import UserId

from ._event import Event
from ._subscriptions import subscriptions_of

CHANNEL = "dovetail_outbox"


class PublishedOutsideTransaction(Exception):
    """An event was published outside a transaction, so it could outlive a change that fails."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the events that are published now come from."""

    actor_id: UserId | None = None
    request_id: str | None = None


_origin: ContextVar[Origin] = ContextVar("dovetail_origin")
_nowhere = Origin()


def current_origin() -> Origin:
    return _origin.get(_nowhere)


@contextmanager
def published_by(*, actor_id: UserId | None, request_id: str | None) -> Iterator[None]:
    """Record in every event published inside who caused it."""
    token = _origin.set(Origin(actor_id, request_id))
    try:
        yield
    finally:
        _origin.reset(token)


def come_from(actor_id: UserId | None) -> None:
    """Name the actor of the events that are published from here on, once it is known."""
    _origin.set(Origin(actor_id, current_origin().request_id))


def publish(event: Event) -> None:
    """
    Record an event in the caller's transaction; it is delivered once that commits.

    :raises PublishedOutsideTransaction:
    """
    if not connection.in_atomic_block:
        raise PublishedOutsideTransaction(event.name)
    payload = msgspec.to_builtins(event)
    origin = current_origin()
    stored = OutboxEvent.objects.create(
        name=event.name,
        tenant_id=payload[event.tenant] if event.tenant else None,
        actor_id=origin.actor_id or "",
        payload=payload,
        headers={"request_id": origin.request_id} if origin.request_id else {},
    )
    key = str(payload[event.ordered_by]) if event.ordered_by else ""
    deliveries = [
        OutboxDelivery(event=stored, subscription=subscription.name, ordering_key=key)
        for subscription in subscriptions_of(event.name)
    ]
    if deliveries:
        OutboxDelivery.objects.bulk_create(deliveries)
        _wake_relays()


def _wake_relays() -> None:
    # PostgreSQL folds equal notifications of one transaction and sends them at its commit.
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
