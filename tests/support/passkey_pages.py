"""The URLs of the project under test, and a page that uses its passkeys as a front end does."""

import os
from importlib import import_module
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

PAGE = Path(__file__).with_name("passkey_page.html")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.read_bytes())


project = import_module(os.environ["DJANGO_SETTINGS_MODULE"]).ROOT_URLCONF
urlpatterns = [path("page", page), path("", include(project))]


class OnlyFromHere:
    """A policy for the admin as a project may have it: its own files, and no script in a page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
        return response
