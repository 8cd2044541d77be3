"""Programs that act in an organization, and their keys."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.organizations import errors, events, repositories, services, transports
from dovetail.organizations.permissions import SERVICE_ACCOUNT_MANAGE, SERVICE_ACCOUNT_READ
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import TenantView
from dovetail.shared_kernel.authz import TenantId, TenantNotFound, UnknownScope
from dovetail.shared_kernel.errors import NotFound

from .serializers import AddServiceAccount, IssueServiceKey

IN_TENANT = (TenantNotFound, errors.OrganizationSuspended)
CHANGES = (*IN_TENANT, errors.ServiceAccountNotFound, errors.RoleExceedsYours)


class ServiceAccountsView(TenantView):
    """The service accounts of an organization."""

    tenant_url_kwarg = "organization_id"
    permissions = {"GET": SERVICE_ACCOUNT_READ, "POST": SERVICE_ACCOUNT_MANAGE}

    @operation(
        "list_organization_service_accounts",
        responses=Page[transports.ServiceAccount],
        refusals=IN_TENANT,
    )
    def get(self, request: Request, tenant_id: TenantId) -> Response:
        """List the service accounts of an organization, the oldest first."""
        return self.page(repositories.list_service_accounts(tenant_id))

    @operation(
        "add_service_account",
        request=AddServiceAccount,
        responses={201: transports.ServiceAccountDetail},
        refusals=(*IN_TENANT, errors.RoleExceedsYours, errors.ServiceAccountsNotOffered),
        publishes=(events.ServiceAccountAdded.name,),
    )
    def post(self, request: Request, tenant_id: TenantId) -> Response:
        """Let a program act in an organization, once it has a key; it takes no seat."""
        return self.created(
            services.add_service_account(grant=self.grant, **validated(AddServiceAccount, request))
        )


class ServiceAccountView(TenantView):
    """One of them."""

    tenant_url_kwarg = "organization_id"
    permissions = {"GET": SERVICE_ACCOUNT_READ, "DELETE": SERVICE_ACCOUNT_MANAGE}

    @operation(
        "get_organization_service_account",
        responses=transports.ServiceAccountDetail,
        refusals=(*IN_TENANT, errors.ServiceAccountNotFound),
    )
    def get(self, request: Request, tenant_id: TenantId, service_account_id: UUID) -> Response:
        """Show a service account of an organization, and its keys."""
        return self.ok(repositories.get_service_account(tenant_id, service_account_id))

    @operation(
        "remove_service_account",
        responses={204: None},
        refusals=CHANGES,
        publishes=(events.ServiceAccountRemoved.name,),
    )
    def delete(self, request: Request, tenant_id: TenantId, service_account_id: UUID) -> Response:
        """Let a program act in an organization no more; its keys are refused from now on."""
        services.remove_service_account(grant=self.grant, service_account_id=service_account_id)
        return self.no_content()


class ServiceKeysView(TenantView):
    """The keys of a service account."""

    tenant_url_kwarg = "organization_id"
    permissions = {"POST": SERVICE_ACCOUNT_MANAGE}

    @operation(
        "issue_organization_service_key",
        request=IssueServiceKey,
        responses={201: transports.IssuedServiceKey},
        refusals=(*CHANGES, errors.ServiceAccountsNotOffered, UnknownScope),
        idempotency="shown_once",
    )
    def post(self, request: Request, tenant_id: TenantId, service_account_id: UUID) -> Response:
        """
        Give a program a key; its secret is in this answer and in no other.

        It is good in this organization alone, for its scopes as far as the role allows them.
        """
        # Before the body is read: who names another organization's learns nothing of it.
        if not repositories.has_service_account(tenant_id, service_account_id):
            raise errors.ServiceAccountNotFound
        response = self.created(
            services.issue_service_key(
                grant=self.grant,
                service_account_id=service_account_id,
                **validated(IssueServiceKey, request),
            )
        )
        response["Cache-Control"] = "no-store"
        return response


class ServiceKeyView(TenantView):
    """One of them."""

    tenant_url_kwarg = "organization_id"
    permissions = {"DELETE": SERVICE_ACCOUNT_MANAGE}

    @operation(
        "revoke_organization_service_key",
        responses={204: None},
        refusals=(*CHANGES, errors.ServiceAccountsNotOffered, NotFound),
    )
    def delete(
        self, request: Request, tenant_id: TenantId, service_account_id: UUID, key_id: UUID
    ) -> Response:
        """Revoke a key of a program; it is refused from now on."""
        services.revoke_service_key(
            grant=self.grant, service_account_id=service_account_id, key_id=key_id
        )
        return self.no_content()
