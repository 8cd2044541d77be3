"""Transports straight to JSON."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import msgspec
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

JSON = "application/json"


def _text(value: Any) -> str:
    """Django's lazy texts are texts; anything else that is no transport does not leave."""
    if isinstance(value, (Promise, str)):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no part of a transport")


_encoder = msgspec.json.Encoder(enc_hook=_text, decimal_format="string", uuid_format="canonical")


class MsgspecRenderer(BaseRenderer):
    """Encodes frozen dataclasses, and what problems hold, with msgspec."""

    media_type = JSON
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else _encoder.encode(data)


class Negotiation(DefaultContentNegotiation):
    """By the Accept header alone; a `format` parameter is an unknown parameter."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]

    def get_accept_list(self, request: Any) -> list[str]:
        """Who takes problems takes JSON."""
        asked = super().get_accept_list(request)
        return [media.replace("application/problem+json", "application/json") for media in asked]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        first = renderers[0]
        asked = request.META.get("HTTP_ACCEPT", "*/*")
        if asked in ("*/*", JSON) and first.media_type == JSON and format_suffix is None:
            return first, JSON
        return super().select_renderer(request, renderers, format_suffix)


def untied(view: Any, answer: HttpResponseBase) -> HttpResponseBase:
    """
    An answer that is rendered, and no longer holds the view and the request.

    Django ties a view to itself, DRF the three to each other. What is not tied is freed when the
    answer is sent, and not at some later request, which would wait until garbage is collected.
    """
    if isinstance(answer, Response):
        answer.render()
        answer.renderer_context = {}  # type: ignore[attr-defined]
    view.request.parser_context = {}
    vars(view).pop("head", None)
    return answer
