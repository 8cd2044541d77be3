"""What organizations erase of a person."""

from uuid import UUID

from django.db.models import Q

from dovetail.organizations import events, models
from dovetail.organizations.enums import InvitationStatus, OrganizationStatus
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.personal_data import ERASED, Subject

from ._members import leave_organization
from ._rules import locked_organization


def erase_person(subject: Subject) -> None:
    """
    End a person's memberships and take their address out of invitations, in the caller's
    transaction. An organization of theirs alone is closed, and loses its name.

    :raises LastOwner: when others are in an organization that would have no owner.
    """
    theirs = models.Membership.objects.filter(user_id=subject.user_id).order_by("organization_id")
    for organization_id in list(theirs.values_list("organization_id", flat=True)):
        organization = locked_organization(organization_id)
        if organization.memberships.exclude(user_id=subject.user_id).exists():
            leave_organization(user_id=subject.user_id, organization_id=organization_id)
        else:
            _close(organization)
    _forget_invitations(subject)


def _close(organization: models.Organization) -> None:
    """Nobody is left in it: the membership stays, because the database asks for an owner."""
    _revoke(Q(organization=organization))
    models.Invitation.objects.filter(organization=organization).update(email_normalized="")
    was_active = organization.status == OrganizationStatus.ACTIVE
    organization.status = OrganizationStatus.SUSPENDED
    organization.name = ERASED
    organization.slug = f"erased-{organization.id.hex}"
    organization.save(update_fields=["status", "name", "slug"])
    if was_active:
        publish(events.OrganizationSuspended(organization_id=organization.id))


def _forget_invitations(subject: Subject) -> None:
    to_them = Q(email_normalized__in=subject.addresses)
    _revoke(to_them)
    accepted = Q(accepted_by_id=subject.user_id)
    models.Invitation.objects.filter(to_them | accepted).update(email_normalized="")


def _revoke(which: Q) -> None:
    pending = models.Invitation.objects.filter(which, status=InvitationStatus.PENDING)
    for invitation in pending.select_for_update(of=("self",)).order_by("id"):
        invitation.status = InvitationStatus.REVOKED
        invitation.save(update_fields=["status"])
        publish(_revoked(invitation.organization_id, invitation.id))


def _revoked(organization_id: UUID, invitation_id: UUID) -> events.InvitationRevoked:
    return events.InvitationRevoked(organization_id=organization_id, invitation_id=invitation_id)
