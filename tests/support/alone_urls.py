"""The URLs of the context that is tested alone, where the composed host has them too."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

handler400 = "dovetail.shared_kernel.api.problems.bad_request"
handler403 = "dovetail.shared_kernel.api.problems.permission_denied"
handler404 = "dovetail.shared_kernel.api.problems.page_not_found"
handler500 = "dovetail.shared_kernel.api.problems.server_error"

context = f"dovetail.{settings.CONTEXT}"
urlpatterns = [path("admin/", admin.site.urls)]
if settings.CONTEXT != "shared_kernel":
    urlpatterns.append(path("api/v1/", include(f"{context}.api.urls")))
    if find_spec(f"{context}.api.root_urls"):
        urlpatterns.append(path("", include(f"{context}.api.root_urls")))
    if find_spec(f"{context}.api.tenant_urls"):
        below = "api/v1/organizations/<uuid:organization_id>/billing/"
        urlpatterns.append(path(below, include(f"{context}.api.tenant_urls")))
