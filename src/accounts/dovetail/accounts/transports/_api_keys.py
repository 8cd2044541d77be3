"""What is told of API keys."""

from dataclasses import dataclass
from uuid import UUID

from dovetail.shared_kernel.transports import Instant


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that a program authenticates with."""

    id: UUID
    name: str
    prefix: str
    """What the key shows of itself, to recognize it by."""
    scopes: list[str]
    """Codes of permissions; the key is good for no other, and for none its holder has not."""
    tenant_id: UUID | None
    """The only tenant in which it is good."""
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None
    """Within a minute."""
    last_used_ip: str | None


@dataclass(frozen=True, slots=True)
class IssuedApiKey:
    """A key with its secret, which is shown this once."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    """Codes of permissions; the key is good for no other, and for none its holder has not."""
    tenant_id: UUID | None
    """The only tenant in which it is good."""
    created_at: Instant
    expires_at: Instant
    secret: str
    """For `Authorization: Bearer …`; it cannot be shown again."""


@dataclass(frozen=True, slots=True)
class ApiKeyMail:
    """What the mails about a key say."""

    name: str
    prefix: str
    expires_at: Instant
