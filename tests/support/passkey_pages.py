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
