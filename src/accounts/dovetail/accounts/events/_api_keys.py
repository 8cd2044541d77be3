"""Keys that programs authenticate with."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyEvent(Event):
    """What every fact of an API key says; never the secret or a part of it."""

    user_id: UserId
    """Whose key: a person, or a service account."""
    responsible_id: UserId
    """Who is told: the person, or who made the key of a service account."""
    api_key_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyCreated(ApiKeyEvent):
    """An API key was made."""

    name: ClassVar = "accounts.api_key_created.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRotated(ApiKeyEvent):
    """An API key has another secret; the one of before is refused."""

    name: ClassVar = "accounts.api_key_rotated.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRevoked(ApiKeyEvent):
    """An API key is refused from now on."""

    name: ClassVar = "accounts.api_key_revoked.v1"

    reason: str
    """`revoked`, `password_reset`, `deactivated` and the like. May grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyExpiring(ApiKeyEvent):
    """An API key ends soon."""

    name: ClassVar = "accounts.api_key_expiring.v1"

    expires_at: Instant
