"""Passwords: forgotten, changed, set for the first time."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, services, transports
from dovetail.accounts.api.limits import MAILS
from dovetail.accounts.api.serializers import Address, ChangePassword, ResetPassword, SetPassword
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated

from ._base import NEEDS_RECENT, NEEDS_SESSION, CredentialView, SessionView


class ForgotPasswordView(CredentialView):
    """A password that was forgotten."""

    limits = {"POST": (MAILS,)}

    @operation(
        "request_password_reset",
        request=Address,
        responses={202: transports.Challenge},
        publishes=(events.PasswordResetRequested.name,),
    )
    def post(self, request: Request) -> Response:
        """
        Mail a code for a new password.

        The answer is the same when nobody has the address; then nothing is mailed.
        """
        return self.accepted(services.request_password_reset(**validated(Address, request)))


class ResetPasswordView(CredentialView):
    """A new password by mail."""

    @operation(
        "reset_password",
        request=ResetPassword,
        responses={204: None},
        refusals=(errors.ChallengeFailed, errors.PasswordNotAcceptable),
        publishes=(events.PasswordReset.name, events.SessionRevoked.name),
    )
    def post(self, request: Request) -> Response:
        """
        Set a new password by the mailed code.

        Every session of the account ends, and nobody is logged in by it; second factors stay.
        """
        services.reset_password(**validated(ResetPassword, request))
        return self.no_content()


class ChangePasswordView(SessionView):
    """Another password."""

    @operation(
        "change_password",
        request=ChangePassword,
        responses={204: None},
        refusals=(
            *NEEDS_SESSION,
            errors.InvalidCredentials,
            errors.TooManyLogins,
            errors.PasswordNotAcceptable,
        ),
        publishes=(events.PasswordChanged.name, events.SessionRevoked.name),
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """Change the caller's password; their other sessions end, this one stays."""
        services.change_password(actor=self.actor, **validated(ChangePassword, request))
        return self.no_content()


class SetPasswordView(SessionView):
    """The first password."""

    recent = frozenset({"POST"})

    @operation(
        "set_password",
        request=SetPassword,
        responses={204: None},
        refusals=(*NEEDS_RECENT, errors.PasswordAlreadySet, errors.PasswordNotAcceptable),
        publishes=(events.PasswordChanged.name, events.SessionRevoked.name),
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """Set the password of an account that has none."""
        services.set_first_password(actor=self.actor, **validated(SetPassword, request))
        return self.no_content()
