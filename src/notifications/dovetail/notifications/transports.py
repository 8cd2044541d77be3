from dataclasses import dataclass
from uuid import UUID

from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True)
class Notification:
    """Something that the caller was told."""

    id: UUID
    announcement: str
    """What it is about, such as `billing.payment_failed`. May grow."""
    category: str
    """What belongs together, such as `billing`. May grow."""
    tenant_id: UUID | None
    """The organization that it happened in, if in one."""
    title: str
    """One line of plain text."""
    body: str
    """Plain text, possibly of several lines."""
    action_url: str
    """Where to act on it: a path in the product, an https URL, or empty for nowhere."""
    created_at: Instant
    seen_at: Instant | None
    """When it was first read; it stays when the notification is made unread again."""
    read_at: Instant | None
    """When it was read; null is unread."""


@dataclass(frozen=True, slots=True)
class NotificationCounts:
    """How many notifications the caller has."""

    unread: int
    unseen: int
    """How many were never read."""
    total: int


@dataclass(frozen=True, slots=True)
class MarkedNotifications:
    """How many notifications changed."""

    updated: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who can be written to."""

    id: UserId
    email: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way."""

    id: UUID
    announcement: str
    status: str
    attempt_count: int
    last_error: str
    created_at: Instant
    next_attempt_at: Instant
