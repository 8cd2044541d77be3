"""Clients that speak JSON to the API."""

from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient


class JsonClient(APIClient):
    """DRF's test client, speaking JSON whatever the project's settings say."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.default_format = "json"
        self.renderer_classes = {"json": JSONRenderer}


def client_for(user: Any) -> APIClient:
    """A client that is authenticated as a user, or as nobody."""
    client = JsonClient()
    if user is not None:
        client.force_authenticate(user)
    return client
