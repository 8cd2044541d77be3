"""An operator's log-in, step by step in one page."""

from typing import Any

from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from dovetail.accounts import services, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.errors import PasskeyFailed
from dovetail.shared_kernel.api.limits import Limit, client_address, count_request
from dovetail.shared_kernel.errors import Refusal, TooMany, Unavailable
from dovetail.shared_kernel.network import ClientAddress
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.rates import quota_of

from ._forms import STEPS, PasskeyStep, PasswordStep, SecondFactorStep, Step, next_step, passkey_of

# By its name the count is that of the API's log-ins.
LOG_INS = Limit(name="log-ins", rate=lambda: conf().login_rate, per=client_address, is_strict=True)
NOT_STAFF = "This account may not see the admin."


@method_decorator([sensitive_post_parameters(), csrf_protect], name="dispatch")
class OperatorLogInView(RedirectURLMixin, FormView):  # type: ignore[type-arg]
    """Address and password, then the second factor, or setting one up."""

    site: Any = None
    template_name = "dovetail/accounts/admin_login.html"
    rate_headers: dict[str, str] | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ip = wired(ClientAddress).address_of(request.META)
        with services.asked_from(ip=ip, user_agent=request.headers.get("User-Agent", "")):
            return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        quota = quota_of(LOG_INS.rate())
        try:
            count_request(self, [(LOG_INS, quota)] if quota else [])
        except (TooMany, Unavailable) as refusal:
            return self._shown(PasswordStep(), refusal)
        return super().post(request, *args, **kwargs)

    def get_form_class(self) -> type[Step]:
        return STEPS.get(self.request.POST.get("step", ""), PasswordStep)

    def form_valid(self, form: Step) -> HttpResponse:
        login = form.login
        if login.tokens is None:
            return self._go_on(login)
        if not self.site.enter(self.request, login.tokens):
            form.add_error(None, NOT_STAFF)
            return self._shown(form)
        if login.recovery_codes:
            return self._recovery_codes(login.recovery_codes)
        return super().form_valid(form)

    def _go_on(self, login: transports.Login) -> HttpResponse:
        try:
            return self._shown(next_step(login))
        except Refusal as refusal:  # a factor was set up meanwhile
            return self._shown(PasswordStep(), refusal)

    def form_invalid(self, form: Step) -> HttpResponse:
        if isinstance(form, PasskeyStep):  # what a browser signed is good for once
            asked = {"challenge_id": form["challenge_id"].value()}
            is_limited = isinstance(form.refusal, TooMany | Unavailable)
            refusal = form.refusal if is_limited else PasskeyFailed()
            return self._shown(SecondFactorStep(initial=asked), refusal)
        return self._shown(form, form.refusal)

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index", current_app=self.site.name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **self.site.each_context(self.request),
            app_path=self.request.get_full_path(),
            next=self.get_redirect_url(),
            subtitle=None,
            **kwargs,
        )

    def _shown(self, form: Step, refusal: Refusal | None = None) -> HttpResponse:
        """A step's page; with the status of a refusal that asks to wait."""
        page = self.render_to_response(
            self.get_context_data(
                form=form, title=form.title, refusal=refusal, passkey=passkey_of(form)
            )
        )
        if isinstance(refusal, TooMany | Unavailable):
            page.status_code = refusal.status
            page["Retry-After"] = str(refusal.retry_after)
        return page

    def _recovery_codes(self, codes: list[str]) -> HttpResponse:
        context = {
            **self.site.each_context(self.request),
            "title": "Your recovery codes",
            "codes": codes,
            "onward": self.get_success_url(),
        }
        return render(self.request, "dovetail/accounts/admin_recovery_codes.html", context)
