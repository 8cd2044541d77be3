"""What this context needs and does not own."""

from typing import Protocol
from uuid import UUID

from dovetail.shared_kernel.ports import port
from dovetail.shared_kernel.transports import UserId

from .transports import Person


@port(default="dovetail.organizations.adapters.Unlimited")
class SeatLimit(Protocol):
    """How many people an organization may have."""

    def limit(self, tenant_id: UUID) -> int | None:
        """
        How many seats there are, for members and pending invitations together; None is
        without limit, 0 is none. Asked while the organization's row is locked: read, and do
        not wait for anything.
        """
        ...


@port(default="dovetail.organizations.adapters.UserModelPeople")
class People(Protocol):
    """Who a user is."""

    def person(self, user_id: UserId) -> Person | None:
        """
        The user, or None when there is no such user. Invitations are matched by the address:
        it has to be one that the user has proved to be theirs, or empty.
        """
        ...
