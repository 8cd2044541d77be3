"""What the platform's staff does with accounts; the envelope says who did it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDeactivated(Event):
    """Somebody was turned off: they cannot log in, and whatever let them in is refused."""

    name: ClassVar = "accounts.user_deactivated.v1"

    user_id: UserId
    email: str
    """Where they are told, whom nothing else reaches any more; empty for a service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserReactivated(Event):
    """Somebody who was turned off may log in again."""

    name: ClassVar = "accounts.user_reactivated.v1"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsRevoked(Event):
    """Staff ended every session of a person."""

    name: ClassVar = "accounts.sessions_revoked.v1"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetSent(Event):
    """Staff had a code for a new password mailed to a person."""

    name: ClassVar = "accounts.password_reset_sent.v1"

    user_id: UserId
    challenge_id: UUID
    email: str
    sealed_code: str
    """The code, encrypted with the kernel's keys; worthless once the challenge has expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpersonationStarted(Event):
    """One of the staff acts as a person from now on, for half an hour at the most."""

    name: ClassVar = "accounts.impersonation_started.v1"

    user_id: UserId
    """As whom."""
    impersonator_id: UserId
    session_id: UUID
    reason: str
    """In the words of who does it."""
    expires_at: Instant
    """When it ends by itself, and nothing more is said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpersonationEnded(Event):
    """One of the staff no longer acts as a person; it was ended before its time."""

    name: ClassVar = "accounts.impersonation_ended.v1"

    user_id: UserId
    impersonator_id: UserId
    session_id: UUID
