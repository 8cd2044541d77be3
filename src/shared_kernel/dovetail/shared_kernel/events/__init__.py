"""How contexts tell each other what happened."""

from ._event import Envelope, Event, registry
from ._outbox import PublishedOutsideTransaction, come_from, publish, published_by
from ._relay import beat, deliver_batch, retry_dead, run_relay
from ._subscriptions import (
    ContractBroken,
    Subscription,
    add_subscription,
    all_subscriptions,
    remove_subscription,
    subscribe,
)

__all__ = [
    "ContractBroken",
    "Envelope",
    "Event",
    "PublishedOutsideTransaction",
    "Subscription",
    "add_subscription",
    "all_subscriptions",
    "beat",
    "come_from",
    "deliver_batch",
    "publish",
    "published_by",
    "registry",
    "remove_subscription",
    "retry_dead",
    "run_relay",
    "subscribe",
]
