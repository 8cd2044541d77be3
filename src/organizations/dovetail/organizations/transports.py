"""What reads return, and what the client sees."""

from dataclasses import dataclass
from uuid import UUID

from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True)
class Person:
    """A user, as others in the organization see them."""

    id: UserId
    email: str
    full_name: str
    """Empty where the person has not said."""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization, as one of its members sees it."""

    id: UUID
    name: str
    slug: str
    """A unique short name for URLs: lower-case letters, digits and single hyphens."""
    status: str
    """`active` or `suspended`. May grow."""
    role: str | None
    """The caller's role: `owner`, `admin`, `member` or `viewer`. May grow."""
    member_count: int
    created_at: Instant


@dataclass(frozen=True, slots=True)
class Member:
    """A person who belongs to an organization."""

    id: UUID
    user: Person
    role: str
    """The base role: `owner`, `admin`, `member` or `viewer`. May grow."""
    created_at: Instant


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person who is asked by mail to join an organization."""

    id: UUID
    email: str
    """The address in the form in which it is compared."""
    role: str
    """The role that the person will have."""
    status: str
    """`pending`, `accepted`, `revoked` or `expired`. May grow."""
    expires_at: Instant
    created_at: Instant


@dataclass(frozen=True, slots=True)
class InvitationLetter:
    """What the mail of a pending invitation is written from."""

    id: UUID
    token_version: int
    organization_name: str
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class SoleOwned:
    """An organization that somebody else has to own before its only owner can go."""

    organization_id: UUID
    name: str
    slug: str
