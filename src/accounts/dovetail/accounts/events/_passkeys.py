"""Passkeys."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(Event):
    """A person has another passkey; their other sessions are ended."""

    name: ClassVar = "accounts.passkey_added.v1"

    user_id: UserId
    passkey_id: UUID
    passkey_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved(Event):
    """A passkey of a person is accepted no more; their other sessions are ended."""

    name: ClassVar = "accounts.passkey_removed.v1"

    user_id: UserId
    passkey_id: UUID
    passkey_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyCopySuspected(Event):
    """The counter of a passkey went back, so there may be a copy; the log-in was refused."""

    name: ClassVar = "accounts.passkey_copy_suspected.v1"

    user_id: UserId
    passkey_id: UUID
    passkey_name: str
