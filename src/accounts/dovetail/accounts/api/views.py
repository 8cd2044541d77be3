"""Signing up, logging in and out, and the caller's own profile."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.ports import ClientAddress
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED, PUBLIC, ApiView
from dovetail.shared_kernel.ports import wired

from . import openapi  # noqa: F401  (registers how the document describes authentication)
from .serializers import LogIn, Profile, Refresh, ResendCode, SignUp, VerifyEmail


class CredentialView(ApiView):
    """
    The base of views where something may be guessed.

    Under ATOMIC_REQUESTS a refusal would roll back what was counted or ended because of it, so
    these views are outside of the request's transaction. No cache keeps what they answer.
    """

    permissions = {"POST": PUBLIC}

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., Any]:  # type: ignore[override]
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        finished: Response = super().finalize_response(request, response, *args, **kwargs)
        finished["Cache-Control"] = "no-store"
        return finished


def _ip(request: Request) -> str | None:
    return wired(ClientAddress).address_of(request.META)


def _device(request: Request) -> dict[str, Any]:
    agent = request.headers.get("User-Agent", "").replace("\0", "")
    return {"ip": _ip(request), "user_agent": agent}


class SignUpView(CredentialView):
    """Signing up."""

    @operation(
        "sign_up",
        request=SignUp,
        responses={202: transports.Challenge},
        refusals=(errors.AddressNotUsable, errors.PasswordNotAcceptable),
        publishes=(events.EmailVerificationRequested.name, events.SignupAttempted.name),
    )
    def post(self, request: Request) -> Response:
        """
        Mail a code to an address that shall have an account.

        The account is made once the code is entered. The answer is the same for an address
        that has an account: its owner is told by mail.
        """
        return self.accepted(services.sign_up(ip=_ip(request), **validated(SignUp, request)))


class VerifyEmailView(CredentialView):
    """Entering the mailed code."""

    @operation(
        "verify_email",
        request=VerifyEmail,
        responses=transports.Login,
        refusals=(errors.ChallengeFailed, errors.AccountExists),
        publishes=(events.UserRegistered.name, events.UserLoggedIn.name),
    )
    def post(self, request: Request) -> Response:
        """Make the account that was asked for, and log its owner in."""
        return self.ok(services.verify_email(**_device(request), **validated(VerifyEmail, request)))


class ResendCodeView(CredentialView):
    """A code that did not arrive."""

    @operation(
        "resend_code",
        request=ResendCode,
        responses={202: transports.Challenge},
        refusals=(errors.ChallengeFailed, errors.TooManyCodes),
        publishes=(events.EmailVerificationRequested.name, events.SignupAttempted.name),
    )
    def post(self, request: Request) -> Response:
        """Mail another code for the same challenge; the earlier one no longer works."""
        return self.accepted(services.resend_code(**validated(ResendCode, request)))


class LogInView(CredentialView):
    """Logging in."""

    @operation(
        "log_in",
        request=LogIn,
        responses=transports.Login,
        refusals=(errors.InvalidCredentials, errors.TooManyLogins),
        publishes=(events.UserLoggedIn.name,),
    )
    def post(self, request: Request) -> Response:
        """Open a session with an address and a password."""
        return self.ok(services.log_in(**_device(request), **validated(LogIn, request)))


class RefreshView(CredentialView):
    """Renewing tokens."""

    @operation(
        "refresh_tokens",
        request=Refresh,
        responses=transports.TokenPair,
        refusals=(errors.InvalidToken, errors.RefreshTokenReused),
        publishes=(events.RefreshTokenReused.name,),
    )
    def post(self, request: Request) -> Response:
        """
        Exchange a refresh token for the next pair.

        The same token again within ten seconds is answered with the same refresh token, so that
        several tabs may refresh at once; any older one ends the session.
        """
        return self.ok(services.refresh_session(**validated(Refresh, request)))


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
        return self.no_content()


class MeView(ApiView):
    """The caller."""

    permissions = {"GET": AUTHENTICATED, "PATCH": AUTHENTICATED}

    @operation("get_me", responses=transports.Me)
    def get(self, request: Request) -> Response:
        """Get the caller's profile."""
        return self.ok(repositories.get_me(self.user_id))

    @operation(
        "update_profile",
        request=Profile,
        responses=transports.Me,
        refusals=(errors.ProfileFieldNotKept,),
        publishes=(events.ProfileUpdated.name,),
    )
    def patch(self, request: Request) -> Response:
        """Change the caller's profile; what is absent stays."""
        changes = validated(Profile, request)
        return self.ok(services.update_profile(user_id=self.user_id, changes=changes))
