"""Clients that speak JSON to the API."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.test import Client
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient


class JsonClient(APIClient):
    """
    DRF's test client, speaking JSON whatever the project's settings say.

    Each POST has an Idempotency-Key of its own, as a careful client's has; not while ``keyed``
    is False, and not where the test sends another.
    """

    keyed = True

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.default_format = "json"
        self.renderer_classes = {"json": JSONRenderer}

    def generic(self, method: str, *args: Any, **extra: Any) -> Any:
        if self.keyed and method == "POST":
            extra.setdefault("HTTP_IDEMPOTENCY_KEY", str(uuid4()))
        return super().generic(method, *args, **extra)


def client_for(user: Any) -> APIClient:
    """A client that is authenticated as a user, or as nobody."""
    client = JsonClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def browser_for(user: Any) -> Client:
    """A browser in which a user is logged in to the admin, by the door that the project has."""
    browser = Client()
    let_in = getattr(admin.site, "let_in", None)
    browser.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    if let_in is not None:
        request = HttpRequest()
        request.user, request.session = user, browser.session
        let_in(request, user, amr=["test"])
        request.session.save()
        browser.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    return browser
