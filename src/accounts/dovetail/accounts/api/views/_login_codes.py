"""Logging in with a code by mail."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, services, transports
from dovetail.accounts.api.limits import LOG_INS, MAILS
from dovetail.accounts.api.serializers import Address, MailedCode
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated

from ._base import CredentialView
from ._transport import with_refresh


class LoginCodeView(CredentialView):
    """A code to log in with."""

    limits = {"POST": (MAILS,)}

    @operation(
        "request_login_code",
        request=Address,
        responses={202: transports.Challenge},
        publishes=(events.LoginCodeRequested.name,),
    )
    def post(self, request: Request) -> Response:
        """
        Mail a code to log in with.

        The answer is the same when nobody has the address; then nothing is mailed.
        """
        return self.accepted(services.request_login_code(**validated(Address, request)))


class ConfirmLoginCodeView(CredentialView):
    """Logging in with it."""

    limits = {"POST": (LOG_INS,)}

    @operation(
        "redeem_login_code",
        request=MailedCode,
        responses=transports.Login,
        refusals=(errors.ChallengeFailed,),
        publishes=(events.UserLoggedIn.name,),
    )
    def post(self, request: Request) -> Response:
        """Open a session with the mailed code."""
        return with_refresh(self.ok(services.redeem_login_code(**validated(MailedCode, request))))
