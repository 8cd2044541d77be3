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
