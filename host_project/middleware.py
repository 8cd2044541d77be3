"""The API goes without what Django's middleware does for pages: it has no cookie and no form."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

API = "/api/"


class ApiMiddleware:
    """
    Calls the views of the API at once, and everything else through the middleware that follows.

    Sessions, CSRF, messages, frames and static files belong to pages: what stands below this line
    of MIDDLEWARE costs a request of the API nothing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.call_view = Views().answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_api = request.path_info.startswith(API)
        return self.call_view(request) if is_api else self.get_response(request)


class Views(BaseHandler):
    """The innermost part of a request's way: the URL's view, and a problem where it fails."""

    def __init__(self) -> None:
        nothing: list[Any] = []
        self._view_middleware = nothing
        self._template_response_middleware = nothing
        self._exception_middleware = nothing

    @cached_property
    def answer(self) -> Answer:
        view: Any = super()
        chain: Any = convert_exception_to_response(view._get_response)
        return cast("Answer", chain)
