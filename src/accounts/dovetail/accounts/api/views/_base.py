"""What the views of accounts have in common."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, services
from dovetail.shared_kernel.api.views import AUTHENTICATED, PUBLIC, ApiView
from dovetail.shared_kernel.idempotency import IdempotencyKeyReused
from dovetail.shared_kernel.network import ClientAddress
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.sealed import SealBroken, seal, unseal

NEEDS_SESSION = (errors.InsufficientScope, errors.NotWhileImpersonating)
"""What a SessionView refuses."""
NEEDS_RECENT = (*NEEDS_SESSION, errors.ReauthenticationRequired)
"""What it refuses where the log-in must be a recent one."""


class AccountsView(ApiView):
    """The base of views whose services keep from where they were asked."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ip = wired(ClientAddress).address_of(request.META)
        with services.asked_from(ip=ip, user_agent=request.headers.get("User-Agent", "")):
            return super().dispatch(request, *args, **kwargs)


class CredentialView(AccountsView):
    """
    The base of views where something may be guessed.

    Under ATOMIC_REQUESTS a refusal would roll back what was counted or ended because of it, so
    these views are outside of the request's transaction. No cache keeps what they answer, and
    what is kept to answer an Idempotency-Key again is encrypted: tokens are nowhere at rest.
    """

    permissions = {"POST": PUBLIC}

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., Any]:  # type: ignore[override]
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def kept(self, body: bytes) -> bytes:
        return seal(body.decode()).encode() if body else body

    def shown(self, kept: bytes) -> bytes:
        try:
            return unseal(kept.decode()).encode()
        except SealBroken:  # its key is gone: another request needs another key
            raise IdempotencyKeyReused from None

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        finished: Response = super().finalize_response(request, response, *args, **kwargs)
        finished["Cache-Control"] = "no-store"
        return finished


class SessionView(CredentialView):
    """
    The base of views on what proves who somebody is: for people who are logged in, no API keys.

    ``recent`` names the methods for which the log-in, or its repetition, must be a recent one;
    ``impersonated`` those that may also be asked in somebody else's name.
    """

    permissions = {"POST": AUTHENTICATED}
    recent: ClassVar[frozenset[str]] = frozenset()
    impersonated: ClassVar[frozenset[str]] = frozenset()

    @property
    def session_id(self) -> UUID:
        """The session of the request."""
        return UUID(self.actor.session_id)

    def check_permissions(self, request: Request) -> None:
        if self.actor.kind != "anonymous":
            self.require_session()
        super().check_permissions(request)

    def require_session(self) -> None:
        services.require_session(
            self.actor,
            recent=self.method in self.recent,
            impersonated=self.method in self.impersonated,
        )


class StaffView(SessionView):
    """The base of views for the platform's staff: who may not is told so before anything else."""

    def check_permissions(self, request: Request) -> None:
        ApiView.check_permissions(self, request)
        self.require_session()
