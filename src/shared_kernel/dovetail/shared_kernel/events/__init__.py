"""How contexts tell each other what happened."""

from ._contracts import has_publisher, lacks
from ._event import Envelope, Event, registry
from ._health import Backlog, backlog, beats, orphans
from ._operating import retry_dead, retry_deliveries, skip_deliveries
from ._outbox import PublishedOutsideTransaction, come_from, publish, published_by
from ._relay import beat, deliver_batch, run_relay
from ._schemas import schema_faults, schema_of, write_schemas
from ._subscriptions import (
    ContractBroken,
    Subscription,
    add_subscription,
    all_subscriptions,
    remove_subscription,
    subscribe,
)

__all__ = [
    "Backlog",
    "ContractBroken",
    "Envelope",
    "Event",
    "PublishedOutsideTransaction",
    "Subscription",
    "add_subscription",
    "all_subscriptions",
    "backlog",
    "beat",
    "beats",
    "come_from",
    "deliver_batch",
    "has_publisher",
    "lacks",
    "orphans",
    "publish",
    "published_by",
    "registry",
    "remove_subscription",
    "retry_dead",
    "retry_deliveries",
    "run_relay",
    "schema_faults",
    "schema_of",
    "skip_deliveries",
    "subscribe",
    "write_schemas",
]
