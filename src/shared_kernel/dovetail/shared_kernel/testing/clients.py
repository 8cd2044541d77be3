"""Clients that speak JSON to the API."""

from typing import Any
from uuid import uuid4

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
