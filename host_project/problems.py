"""Where the `type` of a problem leads: its code, its status, and what it means."""

from collections.abc import Iterator
from functools import cache
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dovetail.shared_kernel.api.problems import INVALID_PARAMETER, MALFORMED_JSON, TITLES
from dovetail.shared_kernel.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    Refusal,
    TooMany,
    Unauthenticated,
    Unprocessable,
)

KINDS = frozenset(
    (BadRequest, Unauthenticated, Forbidden, NotFound, Conflict, Gone, Unprocessable, TooMany)
)
"""What refusals are made from; none is answered by itself, but where TITLES has its code."""


@cache
def meanings() -> dict[str, tuple[int, str]]:
    """The status and the title of every code that the API answers, by code."""
    general = {code: (status, title) for status, (code, title) in TITLES.items()}
    malformed = {code: (400, title) for code, title in (INVALID_PARAMETER, MALFORMED_JSON)}
    refused = {
        one.code_of(): (one.status, one.title_of())
        for one in _refusals(Refusal)
        if one not in KINDS
    }
    return dict(sorted({**refused, **general, **malformed}.items()))


def problems(request: HttpRequest) -> HttpResponse:
    return render(request, "host/problems.html", {"problems": _rows(meanings())})


def problem(request: HttpRequest, code: str) -> HttpResponse:
    if code not in meanings():
        raise Http404
    [row] = _rows({code: meanings()[code]})
    return render(request, "host/problem.html", {"problem": row})


def _rows(chosen: dict[str, tuple[int, str]]) -> list[dict[str, object]]:
    return [
        {"code": code, "status": status, "phrase": HTTPStatus(status).phrase, "title": title}
        for code, (status, title) in chosen.items()
    ]


def _refusals(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for one in kind.__subclasses__():
        yield one
        yield from _refusals(one)
