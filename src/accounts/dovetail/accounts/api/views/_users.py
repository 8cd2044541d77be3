"""People as the platform's staff sees them, and what it does with them."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.filters import UserFilter
from dovetail.accounts.api.serializers import Impersonate
from dovetail.accounts.permissions import USER_IMPERSONATE, USER_MANAGE, USER_READ
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.operations import Page
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED
from dovetail.shared_kernel.errors import NotFound

from ._base import CredentialView, StaffView

READS = (errors.InsufficientScope,)
CHANGES = (*READS, errors.ReauthenticationRequired, NotFound)


class UsersView(StaffView):
    """Everybody who has an account."""

    permissions = {"GET": USER_READ}
    filterset_class = UserFilter

    @operation("list_users", responses=Page[transports.User], refusals=READS)
    def get(self, request: Request) -> Response:
        """List everybody who has an account, the newest first."""
        return self.page(repositories.list_users())


class UserView(StaffView):
    """One of them."""

    permissions = {"GET": USER_READ}

    @operation("get_user", responses=transports.User, refusals=(*READS, NotFound))
    def get(self, request: Request, user_id: str) -> Response:
        """Get somebody who has an account."""
        return self.ok(repositories.get_user(user_id))


class ChangingView(StaffView):
    """The base of what staff changes: only soon after having shown who they are."""

    permissions = {"POST": USER_MANAGE}
    recent = frozenset({"POST"})


class DeactivateUserView(ChangingView):
    """Turning somebody off."""

    @operation(
        "deactivate_user",
        responses=transports.User,
        refusals=(*CHANGES, errors.NotYourself, errors.SuperuserOnly),
        publishes=(
            events.UserDeactivated.name,
            events.SessionRevoked.name,
            events.ApiKeyRevoked.name,
        ),
    )
    def post(self, request: Request, user_id: str) -> Response:
        """Turn somebody off; whatever let them in is refused from now on, and they are told."""
        return self.ok(services.deactivate_user(actor=self.actor, user_id=user_id))


class ReactivateUserView(ChangingView):
    """Turning somebody on again."""

    @operation(
        "reactivate_user",
        responses=transports.User,
        refusals=(*CHANGES, errors.SuperuserOnly, errors.UserErased),
        publishes=(events.UserReactivated.name, events.SessionRevoked.name),
    )
    def post(self, request: Request, user_id: str) -> Response:
        """Let somebody log in again; they are told."""
        return self.ok(services.reactivate_user(actor=self.actor, user_id=user_id))


class RevokeSessionsView(ChangingView):
    """Ending somebody's sessions."""

    @operation(
        "revoke_sessions",
        responses={204: None},
        refusals=(*CHANGES, errors.SuperuserOnly),
        publishes=(events.SessionsRevoked.name, events.SessionRevoked.name),
    )
    def post(self, request: Request, user_id: str) -> Response:
        """End every session of somebody; they are told."""
        services.revoke_sessions(actor=self.actor, user_id=user_id)
        return self.no_content()


class SendResetView(ChangingView):
    """A new password for somebody."""

    @operation(
        "send_password_reset",
        responses={204: None},
        refusals=(*CHANGES, errors.SuperuserOnly, errors.CannotLogIn),
        publishes=(events.PasswordResetSent.name,),
    )
    def post(self, request: Request, user_id: str) -> Response:
        """Mail somebody a code for a new password; who asks for it learns nothing of it."""
        services.send_password_reset(actor=self.actor, user_id=user_id)
        return self.no_content()


class ImpersonateUserView(ChangingView):
    """Acting as somebody."""

    permissions = {"POST": USER_IMPERSONATE}

    @operation(
        "impersonate_user",
        request=Impersonate,
        responses=transports.Impersonation,
        refusals=(*CHANGES, errors.CannotImpersonate),
        publishes=(events.ImpersonationStarted.name,),
        idempotency="shown_once",
    )
    def post(self, request: Request, user_id: str) -> Response:
        """
        Act as somebody for half an hour.

        The token changes no credentials; every event says who really acted; the person is told
        who, why and until when.
        """
        reason = validated(Impersonate, request)["reason"]
        return self.ok(services.impersonate_user(actor=self.actor, user_id=user_id, reason=reason))


class ImpersonationView(CredentialView):
    """The impersonation of the request."""

    permissions = {"DELETE": AUTHENTICATED}

    @operation(
        "stop_impersonation",
        responses={204: None},
        refusals=(errors.NoImpersonation,),
        publishes=(events.ImpersonationEnded.name, events.SessionRevoked.name),
    )
    def delete(self, request: Request) -> Response:
        """Stop acting as somebody: the token of the request is refused from now on."""
        services.stop_impersonation(actor=self.actor)
        return self.no_content()
