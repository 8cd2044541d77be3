from collections.abc import Sequence
from typing import Protocol

from dovetail.shared_kernel.ports import port
from dovetail.shared_kernel.transports import UserId

from .transports import Recipient


@port(default="dovetail.notifications.adapters.UserDirectory")
class RecipientDirectory(Protocol):
    """Where people can be written to, asked when a message is sent."""

    def people(self, user_ids: Sequence[UserId]) -> Sequence[Recipient]:
        """Those of these users who can be written to; who is unknown or inactive is left out."""
        ...
