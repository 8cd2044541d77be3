"""
What several verbs refuse, and the lock that makes the refusals true.

Whoever changes members or invitations first locks the row of their organization. The lock is
FOR NO KEY UPDATE: it excludes itself and lets rows that refer to the organization be inserted.
"""

from datetime import datetime
from uuid import UUID

from dovetail.organizations import errors, models, ports, repositories
from dovetail.organizations.enums import OrganizationStatus, Role, rank_of
from dovetail.shared_kernel.authz import Grant, TenantNotFound
from dovetail.shared_kernel.ports import wired


def locked_organization(organization_id: UUID) -> models.Organization:
    """
    The organization, that nobody else changes until the end of the transaction.

    :raises TenantNotFound:
    """
    found = (
        models.Organization.objects.select_for_update(no_key=True)
        .filter(id=organization_id)
        .first()
    )
    if found is None:
        raise TenantNotFound
    return found


def refuse_suspended(organization: models.Organization) -> None:
    if organization.status == OrganizationStatus.SUSPENDED:
        raise errors.OrganizationSuspended


def refuse_escalation(grant: Grant, *roles: str) -> None:
    """Nothing, when whoever asks stands as high as all these roles."""
    if Role.OWNER in roles and grant.role != Role.OWNER:
        raise errors.OwnerRequired
    if any(rank_of(role) > rank_of(grant.role) for role in roles):
        raise errors.RoleExceedsYours


def refuse_last_owner(membership: models.Membership) -> None:
    """Nothing, when the organization keeps an owner without this member."""
    if membership.role != Role.OWNER:
        return
    others = models.Membership.objects.filter(
        organization_id=membership.organization_id, role=Role.OWNER
    ).exclude(id=membership.id)
    if not others.exists():
        raise errors.LastOwner


def refuse_without_free_seat(organization: models.Organization, at: datetime) -> None:
    """Nothing, when there is a seat that no member takes and no invitation reserves."""
    taken = repositories.count_seats(organization.id)
    _refuse_when_full(
        organization, used=taken + repositories.count_reserved_seats(organization.id, at)
    )


def refuse_over_limit(organization: models.Organization) -> None:
    """
    Nothing, when a seat that an invitation has reserved can be taken: the limit may have been
    lowered since.
    """
    _refuse_when_full(organization, used=repositories.count_seats(organization.id))


def _refuse_when_full(organization: models.Organization, *, used: int) -> None:
    limit = wired(ports.SeatLimit).limit(organization.id)
    if limit is not None and used >= limit:
        raise errors.SeatLimitReached(limit=limit, used=used)
