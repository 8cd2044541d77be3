"""Conditional requests: a version for what is answered, and nothing overwritten unseen."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, ClassVar

from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.response import Response

from dovetail.shared_kernel.errors import Refusal

from .operations import operation_of

VERSIONED = {("GET", 200), ("POST", 201), ("PUT", 200), ("PUT", 201), ("PATCH", 200)}
"""Which answers hold the representation of a resource, and so have its version."""

CHANGES = frozenset({"PUT", "PATCH", "DELETE"})


class VersionMismatch(Refusal):
    """The resource has changed since the version that If-Match names."""

    status: ClassVar[int] = 412


def versioned(view: Any, answer: HttpResponse) -> HttpResponse:
    """An answer with its ETag, or 304 where the caller has that very version already."""
    if not isinstance(answer, Response) or (view.method, answer.status_code) not in VERSIONED:
        return answer
    if view.method in CHANGES and readable(view) is None:
        return answer
    answer.render()
    answer["ETag"] = etag = _etag(answer.content)
    seen = parse_etags(view.request.headers.get("If-None-Match", ""))
    if view.method != "GET" or not (
        "*" in seen or etag in {tag.removeprefix("W/") for tag in seen}
    ):
        return answer
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary", "Deprecation", "Sunset", "Link"):
        if answer.has_header(name):
            unchanged[name] = answer[name]
    return unchanged


def unless_changed(view: Any, expected: str, effect: Callable[[], Response]) -> Response:
    """
    Make a change only to the version that the caller has seen.

    Changes of one path that name a version wait for each other, so of two that name the same
    one the second is refused. What changes the resource by another path does not wait.

    :raises VersionMismatch:
    """
    if view.promise.commits_by_itself:
        _refuse_another(view, expected)
        return effect()
    with transaction.atomic():
        path = blake2b(view.request.path.encode(), digest_size=8).digest()
        with connection.cursor() as cursor:
            lock = int.from_bytes(path, "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        _refuse_another(view, expected)
        return effect()


def readable(view: Any) -> Any:
    """The view's own reading of the one resource that it is about, if it has one."""
    read = getattr(view, "get", None)
    promise = operation_of(read)
    return read if promise is not None and not promise.is_list else None


def _refuse_another(view: Any, expected: str) -> None:
    wanted = parse_etags(expected)
    read = readable(view)
    if read is None:
        current = None
    else:
        answer = read(view.request, *view.args, **view.kwargs)
        current = _etag(view.renderer_classes[0]().render(answer.data))
    if "*" not in wanted and current not in wanted:
        raise VersionMismatch


def _etag(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'
