"""Programs that are users of their own, as the platform's staff keeps them."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.serializers import (
    NewServiceAccount,
    NewServiceKey,
    RenameServiceAccount,
    RotateApiKey,
)
from dovetail.accounts.permissions import SERVICE_ACCOUNT_MANAGE, SERVICE_ACCOUNT_READ
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.operations import Page
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.authz import UnknownScope
from dovetail.shared_kernel.errors import NotFound

from ._base import NEEDS_RECENT, NEEDS_SESSION, StaffView


class ServiceAccountsView(StaffView):
    """The service accounts of the platform."""

    permissions = {"GET": SERVICE_ACCOUNT_READ, "POST": SERVICE_ACCOUNT_MANAGE}
    recent = frozenset({"POST"})

    @operation(
        "list_service_accounts", responses=Page[transports.ServiceUser], refusals=NEEDS_SESSION
    )
    def get(self, request: Request) -> Response:
        """List the service accounts, the newest first."""
        return self.page(repositories.list_service_accounts())

    @operation(
        "create_service_account",
        request=NewServiceAccount,
        responses={201: transports.ServiceUser},
        refusals=NEEDS_RECENT,
        publishes=(events.ServiceAccountCreated.name,),
    )
    def post(self, request: Request) -> Response:
        """Make a program a user of its own; it cannot log in, and has no key yet."""
        made = services.create_service_account(
            created_by_id=self.user_id, **validated(NewServiceAccount, request)
        )
        return self.created(made, location=f"{request.path}/{made.user_id}")


class ServiceAccountView(StaffView):
    """One of them."""

    permissions = {
        "GET": SERVICE_ACCOUNT_READ,
        "PATCH": SERVICE_ACCOUNT_MANAGE,
        "DELETE": SERVICE_ACCOUNT_MANAGE,
    }
    recent = frozenset({"PATCH", "DELETE"})

    @operation(
        "get_service_account",
        responses=transports.ServiceUser,
        refusals=(*NEEDS_SESSION, NotFound),
    )
    def get(self, request: Request, service_user_id: str) -> Response:
        """Show a service account."""
        return self.ok(repositories.get_service_account(service_user_id))

    @operation(
        "rename_service_account",
        request=RenameServiceAccount,
        responses=transports.ServiceUser,
        refusals=(*NEEDS_RECENT, NotFound),
    )
    def patch(self, request: Request, service_user_id: str) -> Response:
        """Give a service account another name."""
        changes = validated(RenameServiceAccount, request)
        return self.ok(services.rename_service_account(user_id=service_user_id, **changes))

    @operation(
        "deactivate_service_account",
        responses={204: None},
        refusals=(*NEEDS_RECENT, NotFound),
        publishes=(events.ServiceAccountDeactivated.name, events.ApiKeyRevoked.name),
    )
    def delete(self, request: Request, service_user_id: str) -> Response:
        """Deactivate a service account for good; its keys are refused from now on."""
        services.deactivate_service_account(user_id=service_user_id)
        return self.no_content()


class ServiceKeysView(StaffView):
    """The keys of a service account."""

    permissions = {"GET": SERVICE_ACCOUNT_READ, "POST": SERVICE_ACCOUNT_MANAGE}
    recent = frozenset({"POST"})

    @operation(
        "list_service_keys",
        responses=Page[transports.ApiKey],
        refusals=(*NEEDS_SESSION, NotFound),
    )
    def get(self, request: Request, service_user_id: str) -> Response:
        """List the keys of a service account, the newest first."""
        return self.page(repositories.list_service_keys(service_user_id))

    @operation(
        "issue_service_key",
        request=NewServiceKey,
        responses={201: transports.IssuedApiKey},
        refusals=(
            *NEEDS_RECENT,
            NotFound,
            UnknownScope,
            errors.ExpiryNotAcceptable,
            errors.TooManyApiKeys,
        ),
        publishes=(events.ApiKeyCreated.name,),
        idempotency="shown_once",
    )
    def post(self, request: Request, service_user_id: str) -> Response:
        """Give a service account a key; its secret is in this answer and in no other."""
        wish = validated(NewServiceKey, request)
        return self.created(
            services.issue_service_key(user_id=service_user_id, created_by_id=self.user_id, **wish)
        )


class ServiceKeyView(StaffView):
    """One of them."""

    permissions = {"DELETE": SERVICE_ACCOUNT_MANAGE}
    recent = frozenset({"DELETE"})

    @operation(
        "revoke_service_key",
        responses={204: None},
        refusals=(*NEEDS_RECENT, NotFound),
        publishes=(events.ApiKeyRevoked.name,),
    )
    def delete(self, request: Request, service_user_id: str, api_key_id: UUID) -> Response:
        """Revoke a key of a service account; it is refused from now on."""
        services.revoke_service_key(user_id=service_user_id, api_key_id=api_key_id)
        return self.no_content()


class RotateServiceKeyView(StaffView):
    """Another secret for one of them."""

    permissions = {"POST": SERVICE_ACCOUNT_MANAGE}
    recent = frozenset({"POST"})

    @operation(
        "rotate_service_key",
        request=RotateApiKey,
        responses=transports.IssuedApiKey,
        refusals=(*NEEDS_RECENT, NotFound, errors.ExpiryNotAcceptable),
        publishes=(events.ApiKeyRotated.name,),
        idempotency="shown_once",
    )
    def post(self, request: Request, service_user_id: str, api_key_id: UUID) -> Response:
        """Give a key another secret; the one of before is refused from now on."""
        wish = validated(RotateApiKey, request)
        return self.ok(
            services.rotate_service_key(user_id=service_user_id, api_key_id=api_key_id, **wish)
        )
