"""Organizations for tests, made by the services that make them in production."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from dovetail.organizations import services, tokens, transports
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Invitation
from dovetail.shared_kernel.authz import OWNER, Actor, Grant, TenantId, catalogue


def make_organization(owner: Any, name: str = "Acme") -> transports.Organization:
    """An organization with one member, its owner."""
    return services.create_organization(user_id=str(owner.pk), name=name)


def make_member(organization_id: UUID, user: Any, role: str = Role.MEMBER) -> transports.Member:
    """A user who belongs to an organization from now on."""
    return services.add_member(
        organization_id=organization_id,
        user_id=str(user.pk),
        role=Role(role),
        at=timezone.now(),
    )


def mailed_token(invitation_id: UUID) -> str:
    """The token that the mail of an invitation carries."""
    invitation = Invitation.objects.get(id=invitation_id)
    return tokens.minted(invitation.id, invitation.token_version)


def owner_grant(user: Any, organization_id: UUID) -> Grant:
    """What a user who owns an organization may do there, without asking the database."""
    actor = Actor(kind="user", user_id=str(user.pk))
    return Grant(actor, TenantId(organization_id), catalogue.for_role(OWNER), OWNER)
