"""The admin's site, whose sessions are sessions of ours."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import login as open_django_session
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from dovetail.accounts import repositories, services, transports

from ._views import OperatorLogInView

SESSION = "dovetail_accounts_session"
"""Under which Django's session names ours."""


class DovetailAdminSite(AdminSite):
    """
    Django's admin, entered by our log-in: counted, and with the second factor.

    Each of its sessions is one of ours, so that ending that one, or turning its user off, ends it
    at the next request.
    """

    def has_permission(self, request: HttpRequest) -> bool:
        session_id = request.session.get(SESSION)
        return (
            super().has_permission(request)
            and session_id is not None
            and repositories.has_live_session(str(request.user.pk), session_id)
        )

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        request.current_app = self.name
        return OperatorLogInView.as_view(site=self, extra_context=extra_context)(request)

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        session_id = request.session.get(SESSION)
        if request.method == "POST" and session_id is not None:
            services.log_out(session_id=session_id)
        return super().logout(request, extra_context)

    def let_in(self, request: HttpRequest, user: Any, *, amr: list[str]) -> bool:
        """
        Open a session for who has proven elsewhere who they are, as by single sign-on.

        False, and none is open, when they are not staff.
        """
        return self.enter(request, services.start_session(user_id=str(user.pk), amr=amr))

    def enter(self, request: HttpRequest, pair: transports.TokenPair) -> bool:
        """Go on in the browser with a session of ours; one of who is not staff ends."""
        found = services.authenticate(access_token=pair.access_token)
        session_id = found.actor.session_id
        if not getattr(found.user, "is_staff", False):
            services.log_out(session_id=session_id)
            return False
        open_django_session(request, found.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session[SESSION] = session_id
        return True
