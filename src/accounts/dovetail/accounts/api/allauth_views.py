"""A session of Django that django-allauth has logged in, exchanged for our tokens."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import logout
from django.http import HttpRequest
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, services, transports
from dovetail.shared_kernel.api.openapi import operation

from .limits import PROVIDER_LOG_INS
from .views import CredentialView, with_refresh


class AllauthLoginView(CredentialView):
    """
    Out of django-allauth's hands, and never back.

    What the browser sends by itself opens a session here, so Django's token against cross-site
    requests is asked for.
    """

    limits = {"POST": (PROVIDER_LOG_INS,)}

    @operation(
        "exchange_allauth_session",
        responses=transports.Login,
        refusals=(errors.NoProviderSession, errors.CsrfTokenRequired),
        publishes=(events.UserLoggedIn.name,),
    )
    def post(self, request: Request) -> Response:
        """
        Exchange the session of who has just come from a provider of django-allauth's for tokens.

        Works once: the session of Django ends by it.
        """
        _refuse_forged(request)
        theirs: HttpRequest = request._request
        login = services.take_over_login(**_told_by(theirs))
        logout(theirs)
        return with_refresh(self.ok(login))


def _refuse_forged(request: Request) -> None:
    try:
        SessionAuthentication().enforce_csrf(request)
    except PermissionDenied:
        raise errors.CsrfTokenRequired from None


def _told_by(request: HttpRequest) -> dict[str, Any]:
    """
    What django-allauth says of the session's user.

    A password or a code of its own is no log-in through a provider, and neither is a session
    that Django's admin has opened: those would be ways around ours.
    """
    user: Any = request.user
    records = get_authentication_records(request, user)
    providers = [record for record in records if record.get("method") == "socialaccount"]
    if not user.is_authenticated or not providers:
        raise errors.NoProviderSession
    latest = providers[-1]
    has_second = any(
        record.get("method") == "mfa" and record["at"] >= latest["at"] for record in records
    )
    return {
        "user_id": str(user.pk),
        "sign": f"{latest.get('provider')}\n{latest.get('uid')}\n{latest['at']!r}",
        "amr": ["mfa"] if has_second else [],
        "authenticated_at": datetime.fromtimestamp(latest["at"], UTC),
    }
