"""Inviting by mail, and joining with the mailed token."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from dovetail.organizations import (
    errors,
    events,
    models,
    ports,
    repositories,
    tokens,
    transports,
)
from dovetail.organizations.conf import conf
from dovetail.organizations.enums import InvitationStatus, Role, rank_of
from dovetail.organizations.permissions import INVITATION_CREATE
from dovetail.shared_kernel.authz import Grant, catalogue
from dovetail.shared_kernel.errors import Refusal
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.transports import UserId

from ._members import join, refuse_member
from ._rules import (
    locked_organization,
    refuse_escalation,
    refuse_over_limit,
    refuse_suspended,
    refuse_without_free_seat,
)

_OVER: dict[str, type[Refusal]] = {
    InvitationStatus.ACCEPTED: errors.InvitationUsed,
    InvitationStatus.REVOKED: errors.InvitationRevoked,
    InvitationStatus.EXPIRED: errors.InvitationExpired,
}


@transaction.atomic
def create_invitation(
    *, grant: Grant, email: str, role: Role, at: datetime
) -> transports.Invitation:
    """
    Invite a person by mail; the invitation reserves a seat until it expires.

    :raises OwnerRequired:
    :raises RoleExceedsYours:
    :raises AlreadyMember:
    :raises AlreadyInvited:
    :raises SeatLimitReached:
    """
    organization = locked_organization(grant.tenant_id)
    refuse_escalation(grant, role)
    address = _comparable(email)
    _expire(organization.invitations.filter(email_normalized=address), at)
    _refuse_known_address(organization, address)
    refuse_without_free_seat(organization, at)
    invitation = organization.invitations.create(
        email_normalized=address,
        role=role,
        expires_at=at + timedelta(days=conf().invitation_days),
        invited_by_id=grant.actor.user_id,
    )
    publish(
        events.InvitationCreated(
            organization_id=organization.id,
            invitation_id=invitation.id,
            email=address,
            role=role,
            organization_name=organization.name,
        )
    )
    return repositories.get_invitation(organization.id, invitation.id)


@transaction.atomic
def revoke_invitation(*, grant: Grant, invitation_id: UUID) -> None:
    """
    Take a pending invitation back.

    :raises InvitationNotFound:
    :raises OwnerRequired:
    :raises RoleExceedsYours:
    """
    organization = locked_organization(grant.tenant_id)
    invitation = (
        organization.invitations.select_for_update()
        .filter(id=invitation_id, status=InvitationStatus.PENDING)
        .first()
    )
    if invitation is None:
        raise errors.InvitationNotFound
    refuse_escalation(grant, invitation.role)
    invitation.status = InvitationStatus.REVOKED
    invitation.save(update_fields=["status"])
    publish(events.InvitationRevoked(organization_id=organization.id, invitation_id=invitation_id))


@transaction.atomic
def accept_invitation(*, user_id: UserId, token: str, at: datetime) -> transports.Member:
    """
    Join with the token of an invitation that was mailed to the user's address.

    :raises InvitationNotFound: when the token is nobody's.
    :raises NotInvitationRecipient:
    :raises InvitationUsed:
    :raises InvitationRevoked: also when the inviter could not invite this role any more.
    :raises InvitationExpired:
    :raises OrganizationSuspended:
    :raises AlreadyMember:
    :raises SeatLimitReached:
    """
    held = _held(token)
    organization = locked_organization(held.organization_id)
    invitation = organization.invitations.select_for_update().get(id=held.id)
    _refuse_other_recipient(invitation, user_id)
    _refuse_over(invitation, at)
    refuse_suspended(organization)
    refuse_member(organization, user_id)
    refuse_over_limit(organization)
    member = join(organization, user_id, invitation.role)
    invitation.status = InvitationStatus.ACCEPTED
    invitation.accepted_by_id = user_id
    invitation.accepted_at = at
    invitation.save(update_fields=["status", "accepted_by", "accepted_at"])
    publish(
        events.InvitationAccepted(
            organization_id=organization.id,
            invitation_id=invitation.id,
            member_id=member.id,
            user_id=user_id,
        )
    )
    return member


@transaction.atomic
def expire_invitations(*, at: datetime, limit: int = 100) -> int:
    """Expire invitations that nobody accepted in time; how many it did."""
    return _expire(models.Invitation.objects.order_by("expires_at"), at, limit=limit)


def _expire(invitations: Any, at: datetime, *, limit: int = 1) -> int:
    due = invitations.filter(status=InvitationStatus.PENDING, expires_at__lte=at)
    expired = list(due.select_for_update(skip_locked=True)[:limit])
    for invitation in expired:
        invitation.status = InvitationStatus.EXPIRED
        invitation.save(update_fields=["status"])
        publish(
            events.InvitationExpired(
                organization_id=invitation.organization_id, invitation_id=invitation.id
            )
        )
    return len(expired)


def _comparable(address: str) -> str:
    # Only ASCII is folded: Unicode's case folding would let one person's address pass for
    # another's (U+212A, the Kelvin sign, folds to k).
    return "".join(letter.lower() if letter.isascii() else letter for letter in address)


def _refuse_known_address(organization: models.Organization, address: str) -> None:
    column = get_user_model().get_email_field_name()
    if organization.memberships.filter(**{f"user__{column}__iexact": address}).exists():
        raise errors.AlreadyMember
    pending = organization.invitations.filter(status=InvitationStatus.PENDING)
    if pending.filter(email_normalized=address).exists():
        raise errors.AlreadyInvited


def _held(token: str) -> models.Invitation:
    claimed = tokens.invitation_in(token)
    if claimed is None:
        raise errors.InvitationNotFound
    invitation = models.Invitation.objects.filter(id=claimed).first()
    if invitation is None or not tokens.is_genuine(token, claimed, invitation.token_version):
        raise errors.InvitationNotFound
    return invitation


def _refuse_other_recipient(invitation: models.Invitation, user_id: UserId) -> None:
    person = wired(ports.People).person(user_id)
    if person is None or _comparable(person.email) != invitation.email_normalized:
        raise errors.NotInvitationRecipient


def _refuse_over(invitation: models.Invitation, at: datetime) -> None:
    if invitation.status in _OVER:
        raise _OVER[invitation.status]
    if invitation.expires_at <= at:
        raise errors.InvitationExpired
    if not _inviter_may_still(invitation):
        raise errors.InvitationRevoked


def _inviter_may_still(invitation: models.Invitation) -> bool:
    if invitation.invited_by_id is None:  # a service account, or the project's own code
        return True
    inviter = models.Membership.objects.filter(
        organization_id=invitation.organization_id, user_id=invitation.invited_by_id
    ).first()
    return (
        inviter is not None
        and rank_of(inviter.role) >= rank_of(invitation.role)
        and INVITATION_CREATE.code in catalogue.for_role(inviter.role)
    )
