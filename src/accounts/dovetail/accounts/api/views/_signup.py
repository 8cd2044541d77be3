"""Signing up."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, services, transports
from dovetail.accounts.api.limits import MAILS, MAILS_AGAIN, SIGN_UPS
from dovetail.accounts.api.serializers import ResendCode, SignUp, VerifyEmail
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated

from ._base import CredentialView
from ._transport import with_refresh


class SignUpView(CredentialView):
    """Signing up."""

    limits = {"POST": (SIGN_UPS, MAILS)}

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
        return self.accepted(services.sign_up(**validated(SignUp, request)))


class VerifyEmailView(CredentialView):
    """Entering the mailed code."""

    @operation(
        "verify_email",
        request=VerifyEmail,
        responses=transports.Login,
        refusals=(errors.ChallengeFailed, errors.AccountExists, errors.IdentityTaken),
        publishes=(
            events.UserRegistered.name,
            events.UserLoggedIn.name,
            events.IdentityLinked.name,
        ),
    )
    def post(self, request: Request) -> Response:
        """Make the account that was asked for, and log its owner in."""
        return with_refresh(self.ok(services.verify_email(**validated(VerifyEmail, request))))


class ResendCodeView(CredentialView):
    """A code that did not arrive."""

    limits = {"POST": (MAILS_AGAIN,)}

    @operation(
        "resend_code",
        request=ResendCode,
        responses={202: transports.Challenge},
        refusals=(errors.ChallengeFailed, errors.TooManyCodes),
        publishes=(
            events.EmailVerificationRequested.name,
            events.SignupAttempted.name,
            events.LoginCodeRequested.name,
            events.PasswordResetRequested.name,
            events.EmailChangeRequested.name,
            events.EmailChangeAttempted.name,
        ),
    )
    def post(self, request: Request) -> Response:
        """Mail another code for the same challenge; the earlier one no longer works."""
        return self.accepted(services.resend_code(**validated(ResendCode, request)))
