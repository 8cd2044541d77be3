"""Who the caller is elsewhere."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.serializers import BeginLinking, FinishFederatedLogin
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.operations import Page
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED
from dovetail.shared_kernel.errors import NotFound

from ._base import NEEDS_RECENT, NEEDS_SESSION, SessionView
from ._transport import sent_binding, with_binding


class IdentitiesView(SessionView):
    """Who the caller is elsewhere."""

    permissions = {"GET": AUTHENTICATED}

    @operation("list_identities", responses=Page[transports.Identity], refusals=NEEDS_SESSION)
    def get(self, request: Request) -> Response:
        """List through whom the caller can log in, the newest first."""
        return self.page(repositories.list_identities(self.user_id))


class BeginLinkingView(SessionView):
    """To a provider."""

    recent = frozenset({"POST"})

    @operation(
        "begin_linking",
        request=BeginLinking,
        responses=transports.FederatedStart,
        refusals=(
            *NEEDS_RECENT,
            NotFound,
            errors.RedirectNotAllowed,
            errors.ProviderUnavailable,
        ),
        commits_by_itself=True,
    )
    def post(self, request: Request, provider: str) -> Response:
        """
        Get the address of a provider to send the browser to, to link who the caller is there.

        Only this session, with the `binding`, can finish what is begun here.
        """
        body = validated(BeginLinking, request)
        return with_binding(
            self.ok(services.begin_linking(actor=self.actor, provider=provider, **body))
        )


class LinkIdentityView(SessionView):
    """And back."""

    @operation(
        "link_identity",
        request=FinishFederatedLogin,
        responses=transports.Identity,
        refusals=(
            *NEEDS_SESSION,
            errors.FederatedLoginFailed,
            errors.ProviderUnavailable,
            errors.IdentityTaken,
            errors.CrossSite,
        ),
        publishes=(events.IdentityLinked.name,),
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """Log in through the provider from now on, too."""
        body = validated(FinishFederatedLogin, request)
        body["binding"] = sent_binding(request, body.get("binding"))
        return self.ok(services.link_identity(actor=self.actor, **body))


class OneIdentityView(SessionView):
    """One of them."""

    permissions = {"DELETE": AUTHENTICATED}
    recent = frozenset({"DELETE"})

    @operation(
        "unlink_identity",
        responses={204: None},
        refusals=(*NEEDS_RECENT, NotFound, errors.LastLoginMethod),
        publishes=(events.IdentityUnlinked.name, events.SessionRevoked.name),
    )
    def delete(self, request: Request, identity_id: UUID) -> Response:
        """No longer log in through a provider; the caller's other sessions end, this one stays."""
        services.unlink_identity(
            user_id=self.user_id, session_id=self.session_id, identity_id=identity_id
        )
        return self.no_content()
