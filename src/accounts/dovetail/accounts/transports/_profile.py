"""What is told of a person."""

from dataclasses import dataclass

from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True)
class Me:
    """The caller."""

    id: UserId
    """Opaque."""
    email: str | None
    """Null for a service account."""
    full_name: str
    locale: str
    """A language tag (BCP 47)."""
    timezone: str
    """A name of the IANA time zone database."""
    created_at: Instant
    """Since when the account is there."""
