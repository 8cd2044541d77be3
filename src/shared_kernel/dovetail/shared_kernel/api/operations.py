"""What an operation promises, said once where it is written."""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial, wraps
from typing import Any, Generic, Literal, TypeVar, cast

from django.utils.http import http_date
from drf_spectacular.utils import OpenApiExample
from rest_framework.serializers import BaseSerializer

from dovetail.shared_kernel.errors import Refusal

from .pagination import Pagination

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

ATTRIBUTE = "dovetail_operation"
NO_PARAMETERS: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when an operation should not be used any more, until when it can, and what to do."""

    since: datetime
    link: str
    """Where it is told what to use instead."""
    sunset: datetime | None = None

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9745, and RFC 8594 for the end."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Link": f'<{self.link}>; rel="deprecation"',
            **({"Sunset": http_date(self.sunset.timestamp())} if self.sunset else {}),
        }


@dataclasses.dataclass(frozen=True, slots=True)
class Operation:
    """One method of one view, as the document and the checks see it."""

    id: str
    request: type[BaseSerializer[Any]] | None
    responses: Mapping[int, Any]
    refusals: tuple[type[Refusal], ...]
    publishes: tuple[str, ...]
    examples: tuple[OpenApiExample, ...]
    idempotency: Literal["honored", "required", "ignored"]
    commits_by_itself: bool
    deprecated: Deprecation | None

    @property
    def is_list(self) -> bool:
        answer = self.responses.get(200)
        return isinstance(answer, type) and hasattr(answer, "collection_key")


def operation(
    operation_id: str,
    *,
    request: type[BaseSerializer[Any]] | None = None,
    responses: Any,
    refusals: Sequence[type[Refusal]] = (),
    publishes: Sequence[str] = (),
    examples: Sequence[OpenApiExample] = (),
    idempotency: Literal["honored", "required", "ignored"] = "honored",
    commits_by_itself: bool = False,
    deprecated: Deprecation | None = None,
) -> Callable[[F], F]:
    """
    Say what a method does: its id, body, answers, refusals and the events it publishes.

    ``responses`` is a transport, a ``Page`` of one, or a mapping from status to either (None
    for no body); ``refusals`` are what its service may raise, each documented with its code.

    A POST with an Idempotency-Key runs in one transaction with the row that keeps its answer;
    one whose service calls somebody outside between two transactions says that it
    ``commits_by_itself``. One that moves money says that a key is ``required``; one that answers
    a secret, which may not be kept for a replay, that it is ``ignored``.
    """
    answers = responses if isinstance(responses, Mapping) else {200: responses}
    promise = Operation(
        operation_id,
        request,
        answers,
        tuple(refusals),
        tuple(publishes),
        tuple(examples),
        idempotency,
        commits_by_itself,
        deprecated,
    )

    def declare(method: F) -> F:
        @wraps(method)
        def keep(view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            return view.answer(partial(method, view, request, *args, **kwargs))

        kept = method if method.__name__ == "get" else cast("F", keep)
        setattr(kept, ATTRIBUTE, promise)
        return kept

    return declare


def operation_of(method: Any) -> Operation | None:
    """What a view's method promises, if it says."""
    return cast("Operation | None", getattr(method, ATTRIBUTE, None))


class Page(Generic[T]):
    """A page of a collection: a key named after its rows, and where the neighbors are."""

    def __class_getitem__(cls, transport: Any) -> Any:
        return _page_of(transport) if isinstance(transport, type) else cls


@cache
def _page_of(transport: type) -> type:
    key = collection_key(transport)
    page = dataclasses.make_dataclass(
        f"{transport.__name__}Page",
        [(key, list[transport]), ("pagination", Pagination)],  # type: ignore[valid-type]
        frozen=True,
    )
    page.__doc__ = f"A page of {key.replace('_', ' ')}."
    page.__module__ = transport.__module__
    page.collection_key = key  # type: ignore[attr-defined]
    return page


def collection_key(transport: type) -> str:
    """`members`, for Member; `security_events`, for SecurityEvent."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", transport.__name__).lower()
    if name.endswith("y") and name[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch")) else f"{name}s"
