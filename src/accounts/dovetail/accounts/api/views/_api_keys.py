"""The caller's API keys."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.serializers import NewApiKey, RenameApiKey, RotateApiKey
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.operations import Page
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED
from dovetail.shared_kernel.authz import TenantNotFound, UnknownScope
from dovetail.shared_kernel.errors import NotFound

from ._base import NEEDS_RECENT, NEEDS_SESSION, SessionView


class ApiKeysView(SessionView):
    """The keys of the caller."""

    permissions = {"GET": AUTHENTICATED, "POST": AUTHENTICATED}
    recent = frozenset({"POST"})

    @operation("list_api_keys", responses=Page[transports.ApiKey], refusals=NEEDS_SESSION)
    def get(self, request: Request) -> Response:
        """List the caller's API keys, the newest first."""
        return self.page(repositories.list_api_keys(self.user_id))

    @operation(
        "create_api_key",
        request=NewApiKey,
        responses={201: transports.IssuedApiKey},
        refusals=(
            *NEEDS_RECENT,
            UnknownScope,
            TenantNotFound,
            errors.ExpiryNotAcceptable,
            errors.TooManyApiKeys,
        ),
        publishes=(events.ApiKeyCreated.name,),
        idempotency="shown_once",
    )
    def post(self, request: Request) -> Response:
        """
        Make an API key; its secret is in this answer and in no other.

        It may do what its scopes name and its holder may do at the time, and never more. With a
        `tenant_id` it is good in that organization alone.
        """
        return self.created(
            services.create_api_key(actor=self.actor, **validated(NewApiKey, request))
        )


class ApiKeyView(SessionView):
    """One of them."""

    permissions = {"GET": AUTHENTICATED, "PATCH": AUTHENTICATED, "DELETE": AUTHENTICATED}
    recent = frozenset({"PATCH", "DELETE"})

    @operation("get_api_key", responses=transports.ApiKey, refusals=(*NEEDS_SESSION, NotFound))
    def get(self, request: Request, api_key_id: UUID) -> Response:
        """Show one of the caller's API keys."""
        return self.ok(repositories.get_api_key(self.user_id, api_key_id))

    @operation(
        "rename_api_key",
        request=RenameApiKey,
        responses=transports.ApiKey,
        refusals=(*NEEDS_RECENT, NotFound),
    )
    def patch(self, request: Request, api_key_id: UUID) -> Response:
        """Give an API key another name."""
        changes = validated(RenameApiKey, request)
        return self.ok(
            services.rename_api_key(user_id=self.user_id, api_key_id=api_key_id, **changes)
        )

    @operation(
        "revoke_api_key",
        responses={204: None},
        refusals=(*NEEDS_RECENT, NotFound),
        publishes=(events.ApiKeyRevoked.name,),
    )
    def delete(self, request: Request, api_key_id: UUID) -> Response:
        """Revoke an API key; it is refused from now on."""
        services.revoke_api_key(user_id=self.user_id, api_key_id=api_key_id)
        return self.no_content()


class RotateApiKeyView(SessionView):
    """Another secret for one of them."""

    recent = frozenset({"POST"})

    @operation(
        "rotate_api_key",
        request=RotateApiKey,
        responses=transports.IssuedApiKey,
        refusals=(*NEEDS_RECENT, NotFound, errors.ExpiryNotAcceptable),
        publishes=(events.ApiKeyRotated.name,),
        idempotency="shown_once",
    )
    def post(self, request: Request, api_key_id: UUID) -> Response:
        """
        Give an API key another secret; the one of before is refused from now on.

        Where both must be good for a while, make a second key instead.
        """
        wish = validated(RotateApiKey, request)
        return self.ok(services.rotate_api_key(user_id=self.user_id, api_key_id=api_key_id, **wish))
