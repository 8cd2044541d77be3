"""The closed lists of this context."""

from django.db.models import TextChoices


class Role(TextChoices):
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


class OrganizationStatus(TextChoices):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class InvitationStatus(TextChoices):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


_RANKS: dict[str, int] = {Role.OWNER: 40, Role.ADMIN: 30, Role.MEMBER: 20, Role.VIEWER: 10}


def rank_of(role: str | None) -> int:
    """How high a role stands; one that is not known here stands below all."""
    return _RANKS.get(role or "", 0)
