"""Logging in and out, and staying logged in."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, services, transports
from dovetail.accounts.api.limits import LOG_INS
from dovetail.accounts.api.serializers import LogIn, Refresh
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED

from ._base import CredentialView
from ._transport import sent_refresh, with_refresh, without_refresh


class LogInView(CredentialView):
    """Logging in."""

    limits = {"POST": (LOG_INS,)}

    @operation(
        "log_in",
        request=LogIn,
        responses=transports.Login,
        refusals=(errors.InvalidCredentials, errors.TooManyLogins),
        publishes=(events.UserLoggedIn.name,),
    )
    def post(self, request: Request) -> Response:
        """
        Open a session with an address and a password.

        Whoever has a second factor is answered `mfa_required`, and whoever must have one and has
        none `mfa_enrollment_required`; the session opens when they have shown it or set it up.
        """
        return with_refresh(self.ok(services.log_in(**validated(LogIn, request))))


class RefreshView(CredentialView):
    """Renewing tokens."""

    @operation(
        "refresh_tokens",
        request=Refresh,
        responses=transports.TokenPair,
        refusals=(errors.InvalidToken, errors.RefreshTokenReused, errors.CrossSite),
        publishes=(events.RefreshTokenReused.name,),
    )
    def post(self, request: Request) -> Response:
        """
        Exchange a refresh token for the next pair.

        The same token again within ten seconds is answered with the same refresh token, so that
        several tabs may refresh at once; any older one ends the session.
        """
        token = sent_refresh(request, validated(Refresh, request).get("refresh_token"))
        return with_refresh(self.ok(services.refresh_session(refresh_token=token)))


class LogOutView(CredentialView):
    """Logging out."""

    permissions = {"POST": AUTHENTICATED}

    @operation(
        "log_out",
        responses={204: None},
        refusals=(errors.NoSession,),
        publishes=(events.UserLoggedOut.name,),
    )
    def post(self, request: Request) -> Response:
        """End the session of the access token; both of its tokens are refused from now on."""
        services.log_out(session_id=self.actor.session_id)
        return without_refresh(self.no_content())
