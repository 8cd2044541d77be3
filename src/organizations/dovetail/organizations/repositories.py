"""Every read of organizations, their members and their invitations."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dovetail.shared_kernel.authz import TenantNotFound
from dovetail.shared_kernel.compiled import compiled
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.transports import Rows, UserId, one

from . import errors, models, transports
from .adapters import person_columns
from .enums import InvitationStatus, Role
from .ports import ServiceAccounts


@compiled
def list_organizations(user_id: UserId) -> Rows[transports.Organization]:
    """The organizations that a user belongs to, by name."""
    return _organizations(user_id).filter(own__isnull=False).order_by("name", "id")


def get_organization(organization_id: UUID, user_id: UserId | None) -> transports.Organization:
    """
    An organization, as a user sees it.

    :raises TenantNotFound:
    """
    return one(_organizations(user_id).filter(id=organization_id), TenantNotFound)


@compiled
def list_members(organization_id: UUID) -> Rows[transports.Member]:
    """The members of an organization, the longest-standing first."""
    return _members().filter(organization_id=organization_id).order_by("created_at", "id")


def get_member(organization_id: UUID, member_id: UUID) -> transports.Member:
    """
    One member.

    :raises MemberNotFound:
    """
    found = _members().filter(organization_id=organization_id, id=member_id)
    return one(found, errors.MemberNotFound)


def find_member_of(organization_id: UUID, user_id: UserId) -> transports.Member | None:
    """A user as a member of an organization, or None."""
    return _members().filter(organization_id=organization_id, user_id=user_id).first()


@compiled
def list_service_accounts(organization_id: UUID) -> Rows[transports.ServiceAccount]:
    """The service accounts of an organization, the oldest first."""
    return _service_accounts(organization_id).order_by("created_at", "id")


def get_service_account(
    organization_id: UUID, service_account_id: UUID
) -> transports.ServiceAccountDetail:
    """
    One service account, and its keys.

    :raises ServiceAccountNotFound:
    """
    found = _service_accounts(organization_id).filter(id=service_account_id)
    account = one(found, errors.ServiceAccountNotFound)
    return transports.ServiceAccountDetail(
        id=account.id,
        user_id=account.user_id,
        name=account.name,
        role=account.role,
        created_at=account.created_at,
        keys=list(wired(ServiceAccounts).list_keys(account.user_id)),
    )


def has_service_account(organization_id: UUID, service_account_id: UUID) -> bool:
    return _service_accounts(organization_id).filter(id=service_account_id).exists()


def count_seats(organization_id: UUID) -> int:
    """How many seats the members of an organization take."""
    return models.Membership.objects.filter(organization_id=organization_id).count()


def count_reserved_seats(organization_id: UUID, at: datetime) -> int:
    """How many seats wait for people who are invited and can still accept."""
    return models.Invitation.objects.filter(
        organization_id=organization_id, status=InvitationStatus.PENDING, expires_at__gt=at
    ).count()


def list_invitations(organization_id: UUID) -> Rows[transports.Invitation]:
    """The invitations of an organization, the newest first."""
    return _invitations().filter(organization_id=organization_id).order_by("-created_at", "-id")


def get_invitation(organization_id: UUID, invitation_id: UUID) -> transports.Invitation:
    """
    One invitation.

    :raises InvitationNotFound:
    """
    found = _invitations().filter(organization_id=organization_id, id=invitation_id)
    return one(found, errors.InvitationNotFound)


def find_letter(
    organization_id: UUID, invitation_id: UUID, at: datetime
) -> transports.InvitationLetter | None:
    """What the mail of an invitation is written from; None when it cannot be accepted."""
    pending = models.Invitation.objects.filter(
        organization_id=organization_id,
        id=invitation_id,
        status=InvitationStatus.PENDING,
        expires_at__gt=at,
    )
    named = pending.annotate(organization_name=F("organization__name"))
    return named.into(transports.InvitationLetter).first()


def list_sole_owned(user_id: UserId) -> Rows[transports.SoleOwned]:
    """Organizations with other members, of which a user is the only owner, by name."""
    others = models.Membership.objects.filter(organization_id=OuterRef("organization_id")).exclude(
        user_id=user_id
    )
    owned = models.Membership.objects.filter(user_id=user_id, role=Role.OWNER)
    alone = owned.filter(Exists(others), ~Exists(others.filter(role=Role.OWNER)))
    named = alone.annotate(name=F("organization__name"), slug=F("organization__slug"))
    return named.into(transports.SoleOwned).order_by("name", "organization_id")


def list_personal_rows(
    user_id: UserId, addresses: Iterable[str]
) -> Iterator[tuple[str, Iterable[Any]]]:
    """What is held of a person, by section: theirs by key, or by an address of theirs."""
    invitations = models.Invitation.objects.annotate(email=F("email_normalized")).order_by("id")
    invited = ("id", "organization_id", "email", "role", "status", "created_at", "accepted_at")
    memberships = models.Membership.objects.filter(user_id=user_id).order_by("id")
    named = memberships.annotate(organization_name=F("organization__name"))
    founded = models.Organization.objects.filter(Q(created_by_id=user_id)).order_by("id")
    received = Q(email_normalized__in=list(addresses)) | Q(accepted_by_id=user_id)
    yield (
        "memberships",
        _each(named, "id", "organization_id", "organization_name", "role", "created_at"),
    )
    yield "founded_organizations", _each(founded, "id", "name", "slug", "created_at")
    sent = invitations.filter(Q(invited_by_id=user_id))
    yield "sent_invitations", _each(sent, *invited)
    yield "received_invitations", _each(invitations.filter(received), *invited)


def _each(rows: Any, *columns: str) -> Iterator[Any]:
    """Read while an export is written, by code of this context."""
    yield from rows.values(*columns).iterator()


def _organizations(user_id: UserId | None) -> Rows[transports.Organization]:
    members = models.Membership.objects.filter(organization_id=OuterRef("id"))
    counted = members.order_by().values("organization_id").annotate(total=Count("id"))
    own = FilteredRelation("memberships", condition=Q(memberships__user_id=user_id))
    return (
        models.Organization.objects.annotate(own=own)
        .annotate(
            role=F("own__role"),
            member_count=Coalesce(Subquery(counted.values("total")), 0),
        )
        .into(transports.Organization)
    )


def _members() -> Rows[transports.Member]:
    columns: dict[str, Any] = {
        f"user__{name}": column for name, column in person_columns("user__").items()
    }
    return models.Membership.objects.annotate(user__id=F("user_id"), **columns).into(
        transports.Member
    )


def _invitations() -> Rows[transports.Invitation]:
    return models.Invitation.objects.annotate(email=F("email_normalized")).into(
        transports.Invitation
    )


def _service_accounts(organization_id: UUID) -> Rows[transports.ServiceAccount]:
    working = models.ServiceAccount.objects.filter(
        organization_id=organization_id, deactivated_at=None
    )
    return working.into(transports.ServiceAccount)
