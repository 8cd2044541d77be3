"""People as the platform's staff sees them."""

from dataclasses import dataclass

from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account."""

    id: UserId
    """Opaque."""
    kind: str
    """`human` or `service`. May grow."""
    email: str | None
    """Null for a service."""
    full_name: str
    is_active: bool
    """Whether they may log in."""
    is_staff: bool
    is_superuser: bool
    email_verified_at: Instant | None
    """Null where the address was never shown to be theirs, or the user model does not keep it."""
    last_login_at: Instant | None
    created_at: Instant | None
    """Null where the user model does not keep it."""


@dataclass(frozen=True, slots=True)
class Impersonation:
    """What one acts as somebody else with; there is no refresh token."""

    access_token: str
    """A JWT whose `act` names who really acts (RFC 8693), for `Authorization: Bearer …`."""
    token_type: str
    """`Bearer`."""
    expires_in_seconds: int
    """When the impersonation ends by itself."""
