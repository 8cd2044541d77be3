"""Joining, changing role, leaving."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dovetail.organizations import errors, events, models, repositories, transports
from dovetail.organizations.enums import Role
from dovetail.shared_kernel.authz import Grant, TenantNotFound
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from ._rules import (
    locked_organization,
    refuse_escalation,
    refuse_last_owner,
    refuse_suspended,
    refuse_without_free_seat,
)


@transaction.atomic
def add_member(
    *, organization_id: UUID, user_id: UserId, role: Role, at: datetime
) -> transports.Member:
    """
    Make a user a member without an invitation; for the project's own code.

    :raises TenantNotFound:
    :raises OrganizationSuspended:
    :raises AlreadyMember:
    :raises SeatLimitReached:
    """
    organization = locked_organization(organization_id)
    refuse_suspended(organization)
    refuse_member(organization, user_id)
    refuse_without_free_seat(organization, at)
    return join(organization, user_id, role)


@transaction.atomic
def change_member_role(
    *, grant: Grant, member_id: UUID, role: Role | None = None
) -> transports.Member:
    """
    Give a member another role.

    :raises MemberNotFound:
    :raises OwnerRequired:
    :raises RoleExceedsYours:
    :raises OwnRoleFixed:
    :raises LastOwner:
    """
    locked_organization(grant.tenant_id)
    membership = _membership(grant.tenant_id, member_id)
    previous = membership.role
    if role is None or role == previous:
        return repositories.get_member(grant.tenant_id, member_id)
    refuse_escalation(grant, previous, role)
    if str(membership.user_id) == grant.actor.user_id and previous != Role.OWNER:
        raise errors.OwnRoleFixed
    refuse_last_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    publish(
        events.MemberRoleChanged(
            organization_id=grant.tenant_id,
            member_id=member_id,
            user_id=str(membership.user_id),
            role=role,
            previous_role=previous,
        )
    )
    return repositories.get_member(grant.tenant_id, member_id)


@transaction.atomic
def remove_member(*, grant: Grant, member_id: UUID) -> None:
    """
    Remove a member from an organization.

    :raises MemberNotFound:
    :raises OwnerRequired:
    :raises RoleExceedsYours:
    :raises LastOwner:
    """
    locked_organization(grant.tenant_id)
    membership = _membership(grant.tenant_id, member_id)
    refuse_escalation(grant, membership.role)
    refuse_last_owner(membership)
    membership.delete()
    publish(
        events.MemberRemoved(
            organization_id=grant.tenant_id,
            member_id=member_id,
            user_id=str(membership.user_id),
            role=membership.role,
        )
    )


@transaction.atomic
def leave_organization(*, user_id: UserId, organization_id: UUID) -> None:
    """
    Leave an organization.

    :raises TenantNotFound: when the user is not in it.
    :raises LastOwner:
    """
    theirs = models.Membership.objects.filter(organization_id=organization_id, user_id=user_id)
    if not theirs.exists():
        raise TenantNotFound
    locked_organization(organization_id)
    membership = theirs.first()
    if membership is None:
        raise TenantNotFound
    refuse_last_owner(membership)
    member_id = membership.id
    membership.delete()
    publish(
        events.MemberLeft(
            organization_id=organization_id,
            member_id=member_id,
            user_id=user_id,
            role=membership.role,
        )
    )


def refuse_member(organization: models.Organization, user_id: UserId) -> None:
    if organization.memberships.filter(user_id=user_id).exists():
        raise errors.AlreadyMember


def join(organization: models.Organization, user_id: UserId, role: str) -> transports.Member:
    """The new member; whoever calls holds the lock and has refused what is to be refused."""
    membership = organization.memberships.create(user_id=user_id, role=role)
    publish(
        events.MemberAdded(
            organization_id=organization.id,
            member_id=membership.id,
            user_id=user_id,
            role=role,
        )
    )
    return repositories.get_member(organization.id, membership.id)


def _membership(organization_id: UUID, member_id: UUID) -> models.Membership:
    found = models.Membership.objects.filter(organization_id=organization_id, id=member_id).first()
    if found is None:
        raise errors.MemberNotFound
    return found
