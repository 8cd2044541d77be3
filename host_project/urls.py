"""The table of contents of the composed API."""

from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularRedocView
from drf_spectacular.views import SpectacularSwaggerSplitView as SwaggerView

from . import health, mail, metrics, pages

PROBLEMS = "dovetail.shared_kernel.api.problems"
handler400 = f"{PROBLEMS}.bad_request"
handler403 = f"{PROBLEMS}.permission_denied"
handler404 = f"{PROBLEMS}.page_not_found"
handler500 = f"{PROBLEMS}.server_error"

public: dict[str, list[Any]] = {"permission_classes": [], "authentication_classes": []}
api: list[URLPattern | URLResolver] = [
    path("openapi.json", SpectacularJSONAPIView.as_view(**public), name="openapi"),
    path("docs", SwaggerView.as_view(url_name="openapi", **public), name="docs"),
    path("redoc", SpectacularRedocView.as_view(url_name="openapi", **public), name="redoc"),
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
    path("api/v1/", include(api)),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics.exposition),
    path("mail", mail.mails_page, name="mails"),
    path("mail.json", mail.mails_json),
    path("mail/<str:mail_id>", mail.mail_page, name="mail"),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
]
