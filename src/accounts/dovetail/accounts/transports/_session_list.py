"""Where somebody is logged in, and what happened to their account."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True)
class Session:
    """Where the caller is logged in."""

    id: UUID
    amr: list[str]
    """How they authenticated (RFC 8176), such as `pwd` or `otp`. May grow."""
    created_at: Instant
    refreshed_at: Instant
    """When its tokens were renewed last."""
    expires_at: Instant
    ip: str | None
    """From where it was opened, as far as that can be believed."""
    user_agent: str
    """What the program said of itself then."""
    is_current: bool
    """Whether the request was made with it."""


@dataclass(frozen=True, slots=True)
class CurrentSession:
    """The session of the request, and how long it is good for what."""

    id: UUID
    user_id: UserId
    amr: list[str]
    """How the person authenticated (RFC 8176). May grow."""
    authenticated_at: Instant
    """When they last proved who they are."""
    reauthentication_required_at: Instant
    """From then on, changing what proves who they are asks to authenticate again."""
    expires_at: Instant
    impersonator_id: UserId | None
    """Who acts as the user, if somebody does."""


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """Something that happened to the caller's account."""

    id: UUID
    kind: str
    """Such as `logged_in` or `login_failed`. May grow."""
    created_at: Instant
    actor_id: UserId | None
    """Who did it; null where nobody was authenticated."""
    session_id: UUID | None
    api_key_id: UUID | None
    ip: str | None
    user_agent: str
    details: dict[str, Any]
    """Plain facts; the keys depend on the kind."""
