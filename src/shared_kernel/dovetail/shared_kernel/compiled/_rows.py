"""The rows of a compiled read."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models.query import BaseIterable

from dovetail.shared_kernel.transports import ReadQuerySet

from ._parameters import Param
from ._statements import Plan

T = TypeVar("T")
Refine = Callable[[Any, Sequence[Any]], Any]

SCALARS = (UUID, str, int, date, Decimal, Enum)
MOST_CHOICES = 16


def refined(rows: Any, key: Hashable, refine: Refine, values: Sequence[Any] = ()) -> Any:
    """
    More asked of a read: `refine(rows, values)`, compiled once for a key where the read is.

    What `refine` does depends on the key alone, and compares the values with columns.
    """
    if isinstance(rows, CompiledRows):
        return rows.refined(key, refine, values)
    return refine(rows, values)


class CompiledRows(ReadQuerySet[Any, T], Generic[T]):
    """The rows of a compiled read; what cannot be asked of those is asked of a queryset."""

    def __init__(
        self,
        plan: Plan,
        arguments: tuple[Any, ...],
        ordinary: Callable[[], Any],
        limit: int | None = None,
    ) -> None:
        rows = plan.rows
        super().__init__(rows.model, query=rows._query, using=rows._db, hints=rows._hints)
        self._iterable_class = _Fetched
        self._ordinary = ordinary
        self._arguments = arguments
        self._limit = limit
        self.plan = plan

    @cached_property
    def ordinary(self) -> Any:
        """The same read as the queryset that the repository wrote."""
        rows = self._ordinary()
        return rows if self._limit is None else rows[: self._limit]

    @property
    def query(self) -> Any:  # type: ignore[override]
        return self.ordinary.query

    @property
    def ordered(self) -> bool:
        return bool(self.plan.rows.ordered)

    def _chain(self) -> Any:
        return self.ordinary._chain()

    _clone = _chain

    def all(self) -> Any:
        return CompiledRows(self.plan, self._arguments, self._ordinary, self._limit)

    def first(self) -> T | None:
        rows = self if self.ordered else self.order_by("pk")
        return next(iter(rows[:1]), None)

    def filter(self, *args: Any, **kwargs: Any) -> Any:
        asked = None if args else _conditions(kwargs)
        if asked is None:
            return super().filter(*args, **kwargs)
        key, values = asked
        return self.refined(
            ("filter", key), lambda rows, given: _filtered(rows, key, given), values
        )

    def order_by(self, *terms: Any) -> Any:
        if not all(isinstance(term, str) for term in terms):
            return super().order_by(*terms)
        return self.refined(("order", terms), lambda rows, given: rows.order_by(*terms))

    def __getitem__(self, key: Any) -> Any:
        is_first = isinstance(key, slice) and not key.start and key.step is None
        is_whole = self._limit is None and self._result_cache is None
        if not (is_first and is_whole and key.stop and key.stop > 0):
            return super().__getitem__(key)
        return CompiledRows(self.plan, self._arguments, self._ordinary, key.stop)

    def refined(self, key: Hashable, refine: Refine, values: Sequence[Any] = ()) -> Any:
        def follow(rows: Any) -> Any:
            places = range(len(self._arguments), len(self._arguments) + len(values))
            return refine(rows, [Param(place, f"{self.plan.name}: {key}") for place in places])

        plan = self.plan.followed(key, follow, len(values)) if self._limit is None else None
        if plan is None:
            return refine(self.ordinary, values)
        return CompiledRows(
            plan, (*self._arguments, *values), lambda: refine(self.ordinary, values)
        )

    def fetched(self) -> Iterator[Any]:
        connection = connections[self.db]
        return self.plan.statement(connection).rows(connection, self._arguments, self._limit)


class _Fetched(BaseIterable):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        rows: Any = self.queryset
        found: Iterator[Any] = rows.fetched()
        return found


def _conditions(asked: Mapping[str, Any]) -> tuple[tuple[Any, ...], list[Any]] | None:
    """A filter's form, and its values; None where they are no plain values of columns."""
    key: list[Any] = []
    values: list[Any] = []
    for name, value in asked.items():
        if value is None or isinstance(value, bool):
            key.append((name, "is", value))
        elif isinstance(value, SCALARS):
            key.append((name, "one", 1))
            values.append(value)
        elif isinstance(value, (list, tuple)) and all(isinstance(one, SCALARS) for one in value):
            chosen = list(dict.fromkeys(value))
            key.append((name, "some", len(chosen)))
            values += chosen
        else:
            return None
    return (tuple(key), values) if len(values) <= MOST_CHOICES else None


def _filtered(rows: Any, key: tuple[Any, ...], values: Sequence[Any]) -> Any:
    given = iter(values)
    asked: dict[str, Any] = {}
    for name, kind, form in key:
        if kind == "is":
            asked[name] = form
        elif kind == "one":
            asked[name] = next(given)
        else:
            asked[name] = [next(given) for _ in range(form)]
    return rows.filter(**asked)
