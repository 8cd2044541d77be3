"""The API's document and the two pages that show it: the same for everybody, in every query."""

from typing import Any

from drf_spectacular.plumbing import get_relative_url
from drf_spectacular.views import (
    SpectacularJSONAPIView,
    SpectacularRedocView,
    SpectacularSwaggerSplitView,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from dovetail.shared_kernel.api.problems import CONTENT_TYPE, problem_handler
from dovetail.shared_kernel.api.renderers import MsgspecRenderer, Negotiation

# ReDoc's bundle asks another host for a logo, and its page for fonts.
NOTHING_FROM_ELSEWHERE = "; ".join(
    (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
    )
)


class Documentation(APIView):
    permission_classes = ()
    authentication_classes = ()
    throttle_classes = ()
    content_negotiation_class = Negotiation
    http_method_names = ("get", "head")
    metadata_class = None
    schema = None

    def get_exception_handler(self) -> Any:
        return problem_handler

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        self.request.accepted_renderer = MsgspecRenderer()
        self.request.accepted_media_type = CONTENT_TYPE
        return response

    def _get_schema_url(self, request: Request) -> str:
        url: str = get_relative_url(reverse("openapi", request=request))
        return url


class DocumentView(Documentation, SpectacularJSONAPIView):
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = self._get_schema_response(request)  # type: ignore[no-untyped-call]
        return response

    def _get_version_parameter(self, request: Request) -> None:
        return None


class SwaggerView(Documentation, SpectacularSwaggerSplitView):
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.url_self = request.path
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return response


class RedocView(Documentation, SpectacularRedocView):
    template_name = "host/redoc.html"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response["Content-Security-Policy"] = NOTHING_FROM_ELSEWHERE
        return response
