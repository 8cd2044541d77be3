"""Invitations by mail."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.organizations import errors, repositories, services, transports
from dovetail.organizations.permissions import (
    INVITATION_CREATE,
    INVITATION_READ,
    INVITATION_REVOKE,
)
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED, ApiView, TenantView
from dovetail.shared_kernel.authz import TenantId, TenantNotFound

from .filters import InvitationFilter
from .serializers import AcceptInvitation, CreateInvitation


class InvitationsView(TenantView):
    """The invitations of an organization."""

    tenant_url_kwarg = "organization_id"
    permissions = {"GET": INVITATION_READ, "POST": INVITATION_CREATE}
    filterset_class = InvitationFilter

    @operation(
        "list_invitations",
        responses=Page[transports.Invitation],
        refusals=(TenantNotFound, errors.OrganizationSuspended),
    )
    def get(self, request: Request, tenant_id: TenantId) -> Response:
        """List the invitations of an organization, the newest first."""
        return self.page(repositories.list_invitations(tenant_id))

    @operation(
        "create_invitation",
        request=CreateInvitation,
        responses={201: transports.Invitation},
        refusals=(
            TenantNotFound,
            errors.OrganizationSuspended,
            errors.OwnerRequired,
            errors.RoleExceedsYours,
            errors.AlreadyMember,
            errors.AlreadyInvited,
            errors.SeatLimitReached,
        ),
        publishes=("organizations.invitation_created.v1",),
    )
    def post(self, request: Request, tenant_id: TenantId) -> Response:
        """Invite a person by mail; the invitation reserves a seat until it expires."""
        return self.created(
            services.create_invitation(
                grant=self.grant, at=timezone.now(), **validated(CreateInvitation, request)
            )
        )


class InvitationView(TenantView):
    """One invitation."""

    tenant_url_kwarg = "organization_id"
    permissions = {"GET": INVITATION_READ, "DELETE": INVITATION_REVOKE}

    @operation(
        "get_invitation",
        responses=transports.Invitation,
        refusals=(TenantNotFound, errors.OrganizationSuspended, errors.InvitationNotFound),
    )
    def get(self, request: Request, tenant_id: TenantId, invitation_id: UUID) -> Response:
        """Show an invitation."""
        return self.ok(repositories.get_invitation(tenant_id, invitation_id))

    @operation(
        "revoke_invitation",
        responses={204: None},
        refusals=(
            TenantNotFound,
            errors.OrganizationSuspended,
            errors.InvitationNotFound,
            errors.OwnerRequired,
            errors.RoleExceedsYours,
        ),
        publishes=("organizations.invitation_revoked.v1",),
    )
    def delete(self, request: Request, tenant_id: TenantId, invitation_id: UUID) -> Response:
        """Take a pending invitation back; one that is over is not found."""
        services.revoke_invitation(grant=self.grant, invitation_id=invitation_id)
        return self.no_content()


class AcceptInvitationView(ApiView):
    """Joining with the token from the mail."""

    permissions = {"POST": AUTHENTICATED}

    @operation(
        "accept_invitation",
        request=AcceptInvitation,
        responses=transports.Member,
        refusals=(
            errors.InvitationNotFound,
            errors.NotInvitationRecipient,
            errors.InvitationUsed,
            errors.InvitationRevoked,
            errors.InvitationExpired,
            errors.OrganizationSuspended,
            errors.AlreadyMember,
            errors.SeatLimitReached,
        ),
        publishes=("organizations.member_added.v1", "organizations.invitation_accepted.v1"),
    )
    def post(self, request: Request) -> Response:
        """Join with an invitation that was mailed to the caller's address."""
        return self.ok(
            services.accept_invitation(
                user_id=self.user_id, at=timezone.now(), **validated(AcceptInvitation, request)
            )
        )
