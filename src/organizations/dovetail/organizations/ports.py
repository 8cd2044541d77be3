"""What this context needs and does not own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dovetail.shared_kernel.ports import port
from dovetail.shared_kernel.transports import UserId

from .transports import IssuedServiceKey, Person, ServiceKey


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


@port(default="dovetail.organizations.adapters.NoServiceAccounts")
class ServiceAccounts(Protocol):
    """
    Users that are programs, and their keys.

    Called within the transaction that writes this context's side of it. What it refuses is
    what the client is told.
    """

    def create(self, *, tenant_id: UUID, name: str, created_by_id: UserId) -> UserId:
        """A user that nobody logs in as, whose keys are good in this tenant only."""
        ...

    def deactivate(self, user_id: UserId) -> None:
        """Refuse every key of it from now on, for good."""
        ...

    def issue_key(
        self,
        *,
        user_id: UserId,
        created_by_id: UserId,
        name: str,
        scopes: list[str],
        expires_at: datetime | None,
    ) -> IssuedServiceKey:
        """
        A key for some permissions; without an end it lasts as long as keys may.

        :raises UnknownScope:
        """
        ...

    def revoke_key(self, *, user_id: UserId, key_id: UUID) -> None:
        """
        Refuse a key from now on.

        :raises NotFound: when the user has no such key.
        """
        ...

    def list_keys(self, user_id: UserId) -> Sequence[ServiceKey]:
        """The keys that are accepted, the newest first."""
        ...
