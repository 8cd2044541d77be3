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


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A program that acts in the organization as a user of its own."""

    id: UUID
    user_id: UserId
    """Opaque; what it does is said to be done by this user."""
    name: str
    role: str
    """`admin`, `member` or `viewer`. May grow."""
    created_at: Instant


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """A key that a program authenticates with."""

    id: UUID
    name: str
    prefix: str
    """What the key shows of itself, to recognize it by."""
    scopes: list[str]
    """Codes of permissions; the key is good for no other, and for none the role has not."""
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None
    """Within a minute."""


@dataclass(frozen=True, slots=True)
class IssuedServiceKey:
    """A key with its secret, which is shown this once."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: Instant
    expires_at: Instant
    secret: str
    """For `Authorization: Bearer …`; it cannot be shown again."""


@dataclass(frozen=True, slots=True)
class ServiceAccountDetail:
    """A service account and its keys."""

    id: UUID
    user_id: UserId
    """Opaque; what it does is said to be done by this user."""
    name: str
    role: str
    """`admin`, `member` or `viewer`. May grow."""
    created_at: Instant
    keys: list[ServiceKey]
    """Those that are accepted, the newest first."""
