"""A request id for everything that one request causes."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

SAFE = re.compile(r"[A-Za-z0-9._-]{8,128}")
_request_id: ContextVar[str] = ContextVar("dovetail_request_id", default="")


def current_request_id() -> str:
    """The id of the request that is answered now; empty outside of one."""
    return _request_id.get()


class RequestIdMiddleware:
    """Takes the caller's X-Request-Id where it is safe, makes one otherwise, and echoes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-Id", "")
        request_id = offered if SAFE.fullmatch(offered) else uuid4().hex
        token = _request_id.set(request_id)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id
            return response
        finally:
            _request_id.reset(token)
