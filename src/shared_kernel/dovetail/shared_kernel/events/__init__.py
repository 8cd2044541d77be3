"""How contexts tell each other what happened."""

from ._contracts import (
    has_publisher,
    lacks,
)
from ._event import (
    Envelope,
    Event,
    registry,
)
from ._forgetting import (
    forget_sealed,
)
from ._hand import (
    bury_the_dead,
)
from ._health import (
    Backlog,
    Queue,
    backlog,
    beats,
    orphans,
)
from ._operating import (
    UnknownSubscription,
    backfill,
    dead_letters,
    finished_deliveries,
    missing_events,
    purge,
    purgeable_events,
    replay,
    retry_dead,
    retry_deliveries,
    skip_deliveries,
)
from ._outbox import (
    PublishedOutsideTransaction,
    come_from,
    current_origin,
    publish,
    published_by,
)
from ._relay import (
    beat,
    deliver_batch,
    run_relay,
)
from ._schemas import (
    schema_breaks,
    schema_faults,
    schema_of,
    write_schemas,
)
from ._subscriptions import (
    ContractBroken,
    Subscription,
    add_subscription,
    all_subscriptions,
    read,
    remove_subscription,
    subscribe,
    subscription_named,
)

__all__ = [
    "Backlog",
    "ContractBroken",
    "Envelope",
    "Event",
    "PublishedOutsideTransaction",
    "Queue",
    "Subscription",
    "UnknownSubscription",
    "add_subscription",
    "all_subscriptions",
    "backfill",
    "backlog",
    "beat",
    "beats",
    "bury_the_dead",
    "come_from",
    "current_origin",
    "dead_letters",
    "deliver_batch",
    "finished_deliveries",
    "forget_sealed",
    "has_publisher",
    "lacks",
    "missing_events",
    "orphans",
    "publish",
    "published_by",
    "purge",
    "purgeable_events",
    "read",
    "registry",
    "remove_subscription",
    "replay",
    "retry_dead",
    "retry_deliveries",
    "run_relay",
    "schema_breaks",
    "schema_faults",
    "schema_of",
    "skip_deliveries",
    "subscribe",
    "subscription_named",
    "write_schemas",
]
