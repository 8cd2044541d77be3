"""Copies of what is held of a person, and its end."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class DataExportRequested(Event):
    """A person asked for a copy of what is held of them."""

    name: ClassVar = "accounts.data_export_requested.v1"

    user_id: UserId
    export_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DataExportReady(Event):
    """The copy that a person asked for can be fetched."""

    name: ClassVar = "accounts.data_export_ready.v1"

    user_id: UserId
    export_id: UUID
    expires_at: Instant
    """When it is deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequested(Event):
    """A person asked to be erased, and may change their mind for a while."""

    name: ClassVar = "accounts.erasure_requested.v1"

    user_id: UserId
    execute_after: Instant
    """Until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureCanceled(Event):
    """A person who asked to be erased changed their mind."""

    name: ClassVar = "accounts.erasure_canceled.v1"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureVetoed(Event):
    """An erasure was due and something stood in its way; it is tried again day by day."""

    name: ClassVar = "accounts.erasure_vetoed.v1"

    user_id: UserId
    reasons: list[str]
    """The codes of the vetoes, each with its context, such as `organizations.sole_owner`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserErased(Event):
    """A person is erased: their id stands for nobody any more."""

    name: ClassVar = "accounts.user_erased.v1"

    user_id: UserId
