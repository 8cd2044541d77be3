"""The table of contents of the composed API."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from . import documentation, health, mail, metrics, pages, problems

PROBLEMS = "dovetail.shared_kernel.api.problems"
handler400 = f"{PROBLEMS}.bad_request"
handler403 = f"{PROBLEMS}.permission_denied"
handler404 = f"{PROBLEMS}.page_not_found"
handler500 = f"{PROBLEMS}.server_error"

admin.site.site_title = admin.site.site_header = "Dovetail"

api: list[URLPattern | URLResolver] = [
    path("openapi.json", documentation.DocumentView.as_view(), name="openapi"),
    path("docs", documentation.SwaggerView.as_view(), name="docs"),
    path("redoc", documentation.RedocView.as_view(), name="redoc"),
    path("", include("dovetail.accounts.api.urls")),
    path("", include("dovetail.organizations.api.urls")),
    path("", include("dovetail.billing.api.urls")),
    path("", include("dovetail.notifications.api.urls")),
    path(
        "organizations/<uuid:organization_id>/billing/",
        include("dovetail.billing.api.tenant_urls"),
    ),
]

urlpatterns = [
    path("", pages.landing, name="landing"),
    path("favicon.ico", pages.no_icon),
    path("api/v1/", include(api)),
    path("", include("dovetail.accounts.api.root_urls")),
    path("problems/", problems.problems, name="problems"),
    path("problems/<slug:code>", problems.problem, name="problem"),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics.exposition),
    path("mail", mail.mails_page, name="mails"),
    path("mail.json", mail.mails_json),
    path("mail/<str:mail_id>", mail.mail_page, name="mail"),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
]
