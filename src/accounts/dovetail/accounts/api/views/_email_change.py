"""Another address."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, services, transports
from dovetail.accounts.api.limits import MAILS
from dovetail.accounts.api.serializers import MailedCode, NewAddress, UndoEmailChange
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated

from ._base import NEEDS_RECENT, NEEDS_SESSION, CredentialView, SessionView


class ChangeEmailView(SessionView):
    """Asking for another address."""

    recent = frozenset({"POST"})
    limits = {"POST": (MAILS,)}

    @operation(
        "request_email_change",
        request=NewAddress,
        responses={202: transports.Challenge},
        refusals=(*NEEDS_RECENT, errors.AddressNotUsable),
        publishes=(events.EmailChangeRequested.name, events.EmailChangeAttempted.name),
    )
    def post(self, request: Request) -> Response:
        """
        Mail a code to the address that the caller wants to be known by.

        The answer is the same when it is another account's: its owner is told by mail.
        """
        return self.accepted(
            services.request_email_change(actor=self.actor, **validated(NewAddress, request))
        )


class ConfirmEmailView(SessionView):
    """Showing that it is theirs."""

    @operation(
        "confirm_email_change",
        request=MailedCode,
        responses={204: None},
        refusals=(*NEEDS_SESSION, errors.ChallengeFailed, errors.AccountExists),
        publishes=(events.EmailChanged.name,),
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """Be known by the new address; a mail to the old one tells how to undo it."""
        services.confirm_email_change(actor=self.actor, **validated(MailedCode, request))
        return self.no_content()


class UndoEmailView(CredentialView):
    """Taking it back."""

    @operation(
        "undo_email_change",
        request=UndoEmailChange,
        responses={204: None},
        refusals=(errors.UndoFailed,),
        publishes=(events.EmailChangeUndone.name, events.SessionRevoked.name),
    )
    def post(self, request: Request) -> Response:
        """
        Give the account its old address back.

        Every session ends, and the password is void until it is reset.
        """
        services.undo_email_change(**validated(UndoEmailChange, request))
        return self.no_content()
