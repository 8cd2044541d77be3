"""Organizations and their members."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.organizations import errors, repositories, services, transports
from dovetail.organizations.permissions import (
    MEMBER_READ,
    MEMBER_REMOVE,
    MEMBER_UPDATE,
    ORGANIZATION_READ,
    ORGANIZATION_UPDATE,
)
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED, ApiView, TenantView
from dovetail.shared_kernel.authz import TenantId, TenantNotFound

from .filters import MemberFilter
from .serializers import CreateOrganization, UpdateMember, UpdateOrganization


class OrganizationsView(ApiView):
    """Founding organizations."""

    permissions = {"POST": AUTHENTICATED}

    @operation(
        "create_organization",
        request=CreateOrganization,
        responses={201: transports.Organization},
        refusals=(errors.SlugReserved, errors.SlugTaken),
        publishes=("organizations.organization_created.v1", "organizations.member_added.v1"),
    )
    def post(self, request: Request) -> Response:
        """Found an organization; the caller owns it."""
        return self.created(
            services.create_organization(
                user_id=self.user_id, **validated(CreateOrganization, request)
            )
        )


class OrganizationView(TenantView):
    """One organization."""

    tenant_url_kwarg = "organization_id"
    permissions = {"GET": ORGANIZATION_READ, "PATCH": ORGANIZATION_UPDATE}

    @operation(
        "get_organization",
        responses=transports.Organization,
        refusals=(TenantNotFound, errors.OrganizationSuspended),
    )
    def get(self, request: Request, tenant_id: TenantId) -> Response:
        """Show an organization."""
        return self.ok(repositories.get_organization(tenant_id, self.actor.user_id))

    @operation(
        "update_organization",
        request=UpdateOrganization,
        responses=transports.Organization,
        refusals=(TenantNotFound, errors.OrganizationSuspended),
        publishes=("organizations.organization_updated.v1",),
    )
    def patch(self, request: Request, tenant_id: TenantId) -> Response:
        """Rename an organization."""
        return self.ok(
            services.update_organization(grant=self.grant, **validated(UpdateOrganization, request))
        )


class MyOrganizationsView(ApiView):
    """The caller's organizations."""

    permissions = {"GET": AUTHENTICATED}

    @operation("list_my_organizations", responses=Page[transports.Organization])
    def get(self, request: Request) -> Response:
        """List the organizations that the caller belongs to, by name."""
        return self.page(repositories.list_organizations(self.user_id))


class MyOrganizationView(ApiView):
    """The caller's place in one organization."""

    permissions = {"DELETE": AUTHENTICATED}

    @operation(
        "leave_organization",
        responses={204: None},
        refusals=(TenantNotFound, errors.LastOwner),
        publishes=("organizations.member_left.v1",),
    )
    def delete(self, request: Request, organization_id: UUID) -> Response:
        """Leave an organization."""
        services.leave_organization(user_id=self.user_id, organization_id=organization_id)
        return self.no_content()


class MembersView(TenantView):
    """The members of an organization."""

    tenant_url_kwarg = "organization_id"
    permissions = {"GET": MEMBER_READ}
    filterset_class = MemberFilter

    @operation(
        "list_members",
        responses=Page[transports.Member],
        refusals=(TenantNotFound, errors.OrganizationSuspended),
    )
    def get(self, request: Request, tenant_id: TenantId) -> Response:
        """List the members of an organization, the longest-standing first."""
        return self.page(repositories.list_members(tenant_id))


class MemberView(TenantView):
    """One member of an organization."""

    tenant_url_kwarg = "organization_id"
    permissions = {"PATCH": MEMBER_UPDATE, "DELETE": MEMBER_REMOVE}

    @operation(
        "change_member_role",
        request=UpdateMember,
        responses=transports.Member,
        refusals=(
            TenantNotFound,
            errors.OrganizationSuspended,
            errors.MemberNotFound,
            errors.OwnerRequired,
            errors.RoleExceedsYours,
            errors.OwnRoleFixed,
            errors.LastOwner,
        ),
        publishes=("organizations.member_role_changed.v1",),
    )
    def patch(self, request: Request, tenant_id: TenantId, member_id: UUID) -> Response:
        """Change the role of a member."""
        return self.ok(
            services.change_member_role(
                grant=self.grant, member_id=member_id, **validated(UpdateMember, request)
            )
        )

    @operation(
        "remove_member",
        responses={204: None},
        refusals=(
            TenantNotFound,
            errors.OrganizationSuspended,
            errors.MemberNotFound,
            errors.OwnerRequired,
            errors.RoleExceedsYours,
            errors.LastOwner,
        ),
        publishes=("organizations.member_removed.v1",),
    )
    def delete(self, request: Request, tenant_id: TenantId, member_id: UUID) -> Response:
        """Remove a member from an organization."""
        services.remove_member(grant=self.grant, member_id=member_id)
        return self.no_content()
