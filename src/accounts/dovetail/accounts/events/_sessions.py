"""Logging in and out."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLoggedIn(Event):
    """A session began."""

    name: ClassVar = "accounts.user_logged_in.v1"

    user_id: UserId
    session_id: UUID
    amr: list[str]
    """How the person authenticated (RFC 8176): `pwd`, `otp`."""
    is_new_device: bool = False
    """Whether they never logged in from this place with this program before, though elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLoggedOut(Event):
    """A person ended a session."""

    name: ClassVar = "accounts.user_logged_out.v1"

    user_id: UserId
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokenReused(Event):
    """An old refresh token came back, so a copy of it is abroad; its session was ended."""

    name: ClassVar = "accounts.refresh_token_reused.v1"

    user_id: UserId
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRevoked(Event):
    """A session was ended otherwise than by logging out of it."""

    name: ClassVar = "accounts.session_revoked.v1"

    user_id: UserId
    session_id: UUID
    reason: str
    """`revoked`, `password_changed`, `deactivated` and the like. May grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginsLimited(Event):
    """So many log-ins of an account failed that none from a new place is tried for a while."""

    name: ClassVar = "accounts.logins_limited.v1"

    user_id: UserId
