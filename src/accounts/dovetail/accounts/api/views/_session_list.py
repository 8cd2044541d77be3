"""Where one is logged in, and what happened to one's account."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.serializers import Reauthenticate
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.operations import Page
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED
from dovetail.shared_kernel.errors import NotFound

from ._base import NEEDS_RECENT, NEEDS_SESSION, SessionView
from ._transport import with_refresh


class CurrentSessionView(SessionView):
    """The session of the request."""

    permissions = {"GET": AUTHENTICATED}

    @operation("get_session", responses=transports.CurrentSession, refusals=NEEDS_SESSION)
    def get(self, request: Request) -> Response:
        """Get the session that the request is made with."""
        return self.ok(repositories.get_current_session(self.session_id))


class SessionsView(SessionView):
    """Where the caller is logged in."""

    permissions = {"GET": AUTHENTICATED}

    @operation("list_sessions", responses=Page[transports.Session], refusals=NEEDS_SESSION)
    def get(self, request: Request) -> Response:
        """List where the caller is logged in, the newest first."""
        return self.page(repositories.list_sessions(self.user_id, current=self.session_id))


class OneSessionView(SessionView):
    """One of them."""

    permissions = {"DELETE": AUTHENTICATED}
    recent = frozenset({"DELETE"})

    @operation(
        "revoke_session",
        responses={204: None},
        refusals=(*NEEDS_RECENT, NotFound),
        publishes=(events.SessionRevoked.name,),
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        """End a session; its tokens are refused from now on."""
        services.revoke_session(user_id=self.user_id, session_id=session_id)
        return self.no_content()


class RevokeOthersView(SessionView):
    """All of them but one."""

    recent = frozenset({"POST"})

    @operation(
        "revoke_other_sessions",
        responses={204: None},
        refusals=NEEDS_RECENT,
        publishes=(events.SessionRevoked.name,),
    )
    def post(self, request: Request) -> Response:
        """End every session of the caller but this one."""
        services.revoke_other_sessions(user_id=self.user_id, session_id=self.session_id)
        return self.no_content()


class ReauthenticateView(SessionView):
    """Showing again who one is."""

    @operation(
        "reauthenticate",
        request=Reauthenticate,
        responses=transports.TokenPair,
        refusals=(*NEEDS_SESSION, errors.InvalidCredentials, errors.TooManyLogins),
        idempotency="ignored",
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """
        Show again who one is, before changing what proves it.

        Answers the session's next pair of tokens; earlier access tokens are refused.
        """
        pair = services.reauthenticate(actor=self.actor, **validated(Reauthenticate, request))
        return with_refresh(self.ok(pair))


class SecurityEventsView(SessionView):
    """The history of the caller's account."""

    permissions = {"GET": AUTHENTICATED}

    @operation(
        "list_security_events",
        responses=Page[transports.SecurityEvent],
        refusals=NEEDS_SESSION,
    )
    def get(self, request: Request) -> Response:
        """List what happened to the caller's account, the latest first."""
        return self.page(repositories.list_security_events(self.user_id))
