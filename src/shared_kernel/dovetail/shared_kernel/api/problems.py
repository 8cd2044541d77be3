"""Refusals on the wire: RFC 9457 problem documents, for every 4xx and 5xx."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec
from django.core import exceptions as django_errors
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from dovetail.shared_kernel.conf import conf
from dovetail.shared_kernel.errors import Refusal

from .middleware import current_request_id

CONTENT_TYPE = "application/problem+json"

logger = logging.getLogger("dovetail.api")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one part of a request."""

    code: str
    """A stable code, such as `required` or `unknown_field`."""
    detail: str
    """What is wrong, in words."""
    pointer: str | None
    """Where in the body, a JSON Pointer (RFC 6901)."""
    parameter: str | None
    """Which query parameter."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    Why a request was refused or failed (RFC 9457). Some codes add members of their own, such
    as `required_permission`, `limit` and `used`, or `reasons`; ignore those you do not know.
    """

    type: str
    """What kind of problem it is: a relative URI, where its code is explained."""
    title: str
    """What kind of problem it is, in words."""
    status: int
    """The status of the response."""
    detail: str
    """What went wrong this time."""
    instance: str
    """`urn:request:` and the id of the request."""
    code: str
    """The stable code to decide by."""
    request_id: str
    """The id to name to support."""
    errors: list[FieldProblem]
    """Every part of the request that is wrong; empty where that is not the problem."""


@dataclass(slots=True)
class Draft:
    """A problem before it meets a request."""

    status: int
    code: str
    title: str
    detail: str = ""
    errors: list[FieldProblem] = field(default_factory=list)
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        request_id = current_request_id() or uuid4().hex
        problem = Problem(
            type=f"{conf().problem_base_url}{self.code}",
            title=self.title,
            status=self.status,
            detail=self.detail or self.title,
            instance=f"urn:request:{request_id}",
            code=self.code,
            request_id=request_id,
            errors=self.errors,
        )
        return {**self.members, **msgspec.to_builtins(problem)}


class InvalidParameters(drf.APIException):
    """Query parameters that are unknown, repeated or not valid."""

    status_code = 400
    default_code = "invalid_parameter"

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__(problems[0].detail, code=self.default_code)
        self.problems = problems


class PayloadTooLarge(drf.APIException):
    """The body is larger than 1 MiB."""

    status_code = 413
    default_code = "payload_too_large"
    default_detail = "The request body is too large."


class LengthRequired(drf.APIException):
    """A body that comes in chunks, without its length."""

    status_code = 411
    default_code = "length_required"
    default_detail = "Send the length of the body, in the header Content-Length."


INVALID_PARAMETER = ("invalid_parameter", "A parameter is unknown, repeated or not valid.")
MALFORMED_JSON = ("malformed_json", "The body is not JSON, or is nested too deeply.")
TITLES = {
    400: ("bad_request", "The request is malformed."),
    401: ("not_authenticated", "Authentication is missing or not valid."),
    403: ("permission_denied", "You may not do this."),
    404: ("not_found", "There is no such resource, or it is not yours to see."),
    405: ("method_not_allowed", "This resource does not know the method."),
    406: ("not_acceptable", "Only application/json is offered."),
    409: ("conflict", "The request conflicts with the state of the resource."),
    410: ("gone", "This was there once, and is used or expired."),
    412: ("version_mismatch", "The resource has changed since the version that If-Match names."),
    411: ("length_required", "The length of the body is not known."),
    413: ("payload_too_large", "The request body is too large."),
    415: ("unsupported_media_type", "Only application/json is understood."),
    422: ("invalid", "The request was understood, and is not valid."),
    429: ("too_many_requests", "There were too many requests; try again later."),
    500: ("internal_error", "Something failed on our side."),
    503: ("unavailable", "The service is not available at the moment; try again later."),
}


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: a problem document, or None for what is our own fault."""
    draft = draft_of(error)
    if draft is None:
        return None
    set_rollback()
    _challenge(draft, context)
    return Response(
        draft.document(), status=draft.status, headers=draft.headers, content_type=CONTENT_TYPE
    )


def draft_of(error: Exception) -> Draft | None:
    """What a problem document says of an error; None of what nobody foresaw."""
    match error:
        case Refusal():
            return _of_refusal(error)
        case Http404():
            return _plain(404)
        case django_errors.PermissionDenied():
            return _plain(403)
        case drf.APIException():
            return _of_drf(error)
        case OperationalError() | InterfaceError():
            logger.error("The database did not answer: %s", error, exc_info=error)
            return _plain(503, headers={"Retry-After": "5"})
    return None


def _of_refusal(error: Refusal) -> Draft:
    after = getattr(error, "retry_after", None)
    return Draft(
        status=error.status,
        code=error.code,
        title=error.title_of(),
        detail=error.detail,
        members=error.members,
        headers={} if after is None else {"Retry-After": str(after)},
    )


def _of_drf(error: drf.APIException) -> Draft:
    headers = {
        name: value
        for name, value in (
            ("WWW-Authenticate", getattr(error, "auth_header", None)),
            ("Retry-After", _seconds(getattr(error, "wait", None))),
        )
        if value
    }
    if isinstance(error, drf.ValidationError):
        return _plain(422, errors=list(_flattened(error.detail, "")), headers=headers)
    if isinstance(error, InvalidParameters):
        code, title = INVALID_PARAMETER
        return Draft(400, code, title, errors=error.problems, detail=str(error.detail))
    if isinstance(error, drf.AuthenticationFailed):
        code = str(getattr(error.detail, "code", "") or error.default_code)
        return Draft(401, code, str(error.detail), headers=headers)
    if isinstance(error, drf.NotAuthenticated):  # DRF makes it a 403 for some authenticators
        return _plain(401, headers=headers)
    if isinstance(error, drf.ParseError):
        code = str(getattr(error.detail, "code", "") or "malformed_json")
        title = MALFORMED_JSON[1] if code == MALFORMED_JSON[0] else TITLES[400][1]
        return Draft(400, code, title, str(error.detail), headers=headers)
    return _plain(error.status_code, detail=str(error.detail), headers=headers)


def _plain(status: int, **values: Any) -> Draft:
    code, title = TITLES.get(status, ("refused", "The request was refused."))
    return Draft(status, code, title, **values)


def _seconds(wait: float | None) -> str | None:
    return None if wait is None else str(max(1, round(wait)))


def _challenge(draft: Draft, context: dict[str, Any]) -> None:
    """RFC 9110, section 15.5.2: every 401 says how to authenticate."""
    if draft.status != 401 or "WWW-Authenticate" in draft.headers:
        return
    view, request = context.get("view"), context.get("request")
    header = view.get_authenticate_header(request) if view is not None else None
    draft.headers["WWW-Authenticate"] = header or "Bearer"


def _flattened(detail: Any, pointer: str) -> Iterator[FieldProblem]:
    """Every error of a validation, with the place in the body that it is about."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            is_whole = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from _flattened(value, pointer if is_whole else f"{pointer}/{_escaped(key)}")
    elif isinstance(detail, (list, tuple)):
        for index, value in enumerate(detail):
            is_plain = isinstance(value, str)
            yield from _flattened(value, pointer if is_plain else f"{pointer}/{index}")
    else:
        code = str(getattr(detail, "code", "") or "invalid")
        yield FieldProblem(code, str(detail), pointer, None)


def _escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def problem(refusal: Refusal) -> HttpResponse:
    """A refusal as the answer of a plain Django view."""
    draft = _of_refusal(refusal)
    return HttpResponse(
        msgspec.json.encode(draft.document()),
        status=draft.status,
        headers=draft.headers,
        content_type=CONTENT_TYPE,
    )


def problem_response(status: int) -> HttpResponse:
    """A problem document for what never reached a view."""
    body = msgspec.json.encode(_plain(status).document())
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The `handler400` of a project."""
    return problem_response(400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The `handler403` of a project."""
    return problem_response(403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The `handler404` of a project."""
    return problem_response(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The `handler500` of a project."""
    return problem_response(500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The `CSRF_FAILURE_VIEW` of a project."""
    return problem_response(403)
