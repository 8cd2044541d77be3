"""Reads that return facts: querysets whose rows are frozen dataclasses."""

import ast
import inspect
import textwrap
import types
from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import (
    Annotated,
    Any,
    Generic,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_type_hints,
)

import msgspec
from django.db.models import F, Model, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.query import ValuesListIterable

from .errors import Refusal

M = TypeVar("M", bound=Model)
T = TypeVar("T")
R = TypeVar("R")

Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment in UTC; on the wire RFC 3339 with `Z`."""

UserId: TypeAlias = Annotated[str, msgspec.Meta(extra={"dovetail": "user_id"})]
"""The primary key of a user as text, whatever key the project's user model has."""


class ReadQuerySet(QuerySet[M, R], Generic[M, R]):
    """A queryset that can yield transports."""

    def into(self, transport: type[T]) -> "Rows[T]":
        """
        Select just the columns that a transport names, and yield transports.

        A field is a column or an annotation of the same name; a field that is itself a
        transport follows the relation of that name, and is None where the relation is.
        """
        shape = _shape(cast("Hashable", transport), frozenset(self.query.annotations))
        rows: Any = self.values_list(*(_expression(column) for column in shape.columns))
        rows._iterable_class = shape.iterable
        return cast("Rows[T]", rows)


Rows: TypeAlias = ReadQuerySet[Any, T]
"""A queryset to filter, slice and paginate, whose rows are transports; it cannot save."""


def one(rows: QuerySet[Any, T], refusal: type[Refusal]) -> T:
    """The only row of a read, or the refusal."""
    row = next(iter(rows[:1]), None)
    if row is None:
        raise refusal
    return row


class _Shape:
    """Which columns a transport is read from, and how a row of them becomes one."""

    def __init__(self, transport: type, annotations: frozenset[str]) -> None:
        self.annotations = annotations
        self.columns: list[tuple[str, bool]] = []
        build = self._builder(transport, "")

        class TransportIterable(ValuesListIterable):  # type: ignore[type-arg]
            def __iter__(self) -> Iterator[Any]:
                return map(build, super().__iter__())

        self.iterable = TransportIterable
        self.iterable.build = staticmethod(build)  # type: ignore[attr-defined]

    def _builder(self, transport: type, prefix: str) -> Callable[[tuple[Any, ...]], Any]:
        first = len(self.columns)
        nested: list[tuple[int, Callable[[tuple[Any, ...]], Any]]] = []
        hints = get_type_hints(transport, include_extras=True)
        positions: list[int] = []
        for index, field in enumerate(fields(transport)):
            inner, optional = _transport_in(hints[field.name])
            if inner is None or prefix + field.name in self.annotations:
                positions.append(len(self.columns))
                self.columns.append((prefix + field.name, _is_user_id(hints[field.name])))
            else:
                positions.append(-1)
                start = len(self.columns)
                build = self._builder(inner, f"{prefix}{field.name}__")
                nested.append((index, _absent_as_none(build, start) if optional else build))
        if not nested and not prefix:
            return lambda row: transport(*row)
        if not nested:
            last = len(self.columns)
            return lambda row: transport(*row[first:last])
        return _composed(transport, positions, nested)


def _composed(
    transport: type,
    positions: list[int],
    nested: list[tuple[int, Callable[[tuple[Any, ...]], Any]]],
) -> Callable[[tuple[Any, ...]], Any]:
    def build(row: tuple[Any, ...]) -> Any:
        values = [row[position] for position in positions]
        for index, part in nested:
            values[index] = part(row)
        return transport(*values)

    return build


def _absent_as_none(
    build: Callable[[tuple[Any, ...]], Any], start: int
) -> Callable[[tuple[Any, ...]], Any]:
    # The first column of a nested transport is its key: null there means no related row.
    return lambda row: None if row[start] is None else build(row)


def _transport_in(hint: Any) -> tuple[type | None, bool]:
    if is_dataclass(hint) and isinstance(hint, type):
        return hint, False
    if isinstance(hint, types.UnionType) or getattr(hint, "__origin__", None) is Union:
        for argument in get_args(hint):
            if is_dataclass(argument) and isinstance(argument, type):
                return argument, True
    return None, False


def _is_user_id(hint: Any) -> bool:
    candidates = (hint, *get_args(hint))
    return any(
        isinstance(mark, msgspec.Meta) and (mark.extra or {}).get("dovetail") == "user_id"
        for candidate in candidates
        for mark in getattr(candidate, "__metadata__", ())
    )


def _expression(column: tuple[str, bool]) -> Any:
    name, is_user_id = column
    return Cast(F(name), TextField()) if is_user_id else name


@cache
def _shape(transport: Hashable, annotations: frozenset[str]) -> _Shape:
    return _Shape(cast("type", transport), annotations)


@cache
def field_docstrings(transport: type) -> dict[str, str]:
    """Attribute docstrings: the bare string below a field."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(transport)))
    except (OSError, TypeError, SyntaxError):
        return {}
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    return {
        node.target.id: " ".join(inspect.cleandoc(after.value.value).split())
        for node, after in pairwise(body)
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }
