"""What is told of programs that are users."""

from dataclasses import dataclass
from uuid import UUID

from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """A program that is a user of its own, and authenticates with keys alone."""

    user_id: UserId
    """Opaque; what it does is said to be done by this user."""
    name: str
    tenant_id: UUID | None
    """The only tenant in which its keys are good."""
    created_at: Instant
