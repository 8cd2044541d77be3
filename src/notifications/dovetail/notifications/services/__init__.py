"""What notifications does."""

from ._erasing import (
    erase_person,
)
from ._inbox import (
    mark_all_notifications,
    mark_notification,
)
from ._leases import (
    release_expired_leases,
)
from ._operating import (
    retry_dead,
    retry_deliveries,
)
from ._pump import (
    send_mail,
)
from ._purging import (
    purge,
)
from ._telling import (
    tell,
)

__all__ = [
    "erase_person",
    "mark_all_notifications",
    "mark_notification",
    "purge",
    "release_expired_leases",
    "retry_dead",
    "retry_deliveries",
    "send_mail",
    "tell",
]
