"""Logging in through a provider."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.limits import PROVIDER_LOG_INS
from dovetail.accounts.api.serializers import BeginFederatedLogin, FinishFederatedLogin
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import PUBLIC
from dovetail.shared_kernel.errors import NotFound

from ._base import AccountsView, CredentialView
from ._transport import sent_binding, with_binding, with_refresh


class ProvidersView(AccountsView):
    """Through whom people may log in."""

    permissions = {"GET": PUBLIC}

    @operation("list_providers", responses=transports.Providers)
    def get(self, request: Request) -> Response:
        """List through whom people may log in."""
        return self.ok(repositories.list_providers())


class BeginFederatedLoginView(CredentialView):
    """To a provider."""

    limits = {"POST": (PROVIDER_LOG_INS,)}

    @operation(
        "begin_federated_login",
        request=BeginFederatedLogin,
        responses=transports.FederatedStart,
        refusals=(NotFound, errors.RedirectNotAllowed, errors.ProviderUnavailable),
    )
    def post(self, request: Request, provider: str) -> Response:
        """
        Get the address of a provider to send the browser to.

        Only the program that keeps the `binding` can finish what is begun here.
        """
        body = validated(BeginFederatedLogin, request)
        return with_binding(self.ok(services.begin_federated_login(provider=provider, **body)))


class FinishFederatedLoginView(CredentialView):
    """And back."""

    # Nothing can be guessed here, and nobody is asked for what was not begun within a limit.

    @operation(
        "finish_federated_login",
        request=FinishFederatedLogin,
        responses={200: transports.Login, 202: transports.Challenge},
        refusals=(
            errors.FederatedLoginFailed,
            errors.ProviderUnavailable,
            errors.NoUsableAddress,
            errors.LinkRequired,
            errors.TooManyCodes,
            errors.CrossSite,
        ),
        publishes=(
            events.UserLoggedIn.name,
            events.UserRegistered.name,
            events.IdentityLinked.name,
            events.FederatedLoginNeedsLinking.name,
            events.EmailVerificationRequested.name,
        ),
    )
    def post(self, request: Request) -> Response:
        """
        Open a session for who came back from a provider.

        A new identity makes a new account. Where the provider is not trusted to have verified
        the address, 202 says that a code was mailed there, to be entered at `auth/email/verify`.
        """
        body = validated(FinishFederatedLogin, request)
        body["binding"] = sent_binding(request, body.get("binding"))
        outcome = services.finish_federated_login(**body)
        if isinstance(outcome, transports.Challenge):
            return self.accepted(outcome)
        return with_refresh(self.ok(outcome))
