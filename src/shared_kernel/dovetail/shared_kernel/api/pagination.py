"""Pages by keyset: the hundredth page costs what the first does."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from operator import attrgetter
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import BooleanField, F, Func
from django.utils.encoding import force_bytes
from rest_framework.request import Request

from dovetail.shared_kernel.compiled import CompiledRows, refined, valued

from .problems import FieldProblem, InvalidParameters

PER_PAGE = 20
MOST_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where the neighboring pages are."""

    next: str | None
    """A relative link to the next page; null on the last."""
    prev: str | None
    """A relative link to the page before; null on the first."""
    per_page: int
    """How many rows a page has at the most."""


class RowComparison(Func):
    """`(a, b) > (x, y)`: one index condition, where OR and AND would be several."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *expressions: Any, operator: Literal["<", ">"] = ">") -> None:
        super().__init__(*expressions)
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(parts) // 2
        sides = [", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:])]
        sql = f"({sides[0]}) {self.operator} ({sides[1]})"
        return sql, [param for _, params in parts for param in params]


@dataclass(frozen=True, slots=True)
class Order:
    """The columns that a read is ordered by, all in one direction, and the last one unique."""

    columns: tuple[str, ...]
    descending: bool
    fields: tuple[Any, ...] = field(compare=False)

    @classmethod
    def of(cls, rows: Any) -> "Order":
        return _order_of(rows.plan.rows) if isinstance(rows, CompiledRows) else cls.read(rows)

    @classmethod
    def read(cls, rows: Any) -> "Order":
        terms = [str(term) for term in rows.query.order_by]
        directions = {term.startswith("-") for term in terms}
        columns = tuple(term.lstrip("-") for term in terms)
        fields = tuple(_field(rows, column) for column in columns)
        is_total = bool(fields) and getattr(fields[-1], "unique", False)
        if len(directions) != 1 or not is_total or any(field.null for field in fields):
            raise ImproperlyConfigured(
                f"A page needs an order in one direction, without nulls, that ends in a unique "
                f"column, not {terms}."
            )
        return cls(columns, directions.pop(), fields)

    def terms(self, *, backward: bool) -> list[str]:
        sign = "-" if self.descending != backward else ""
        return [f"{sign}{column}" for column in self.columns]

    def values(self, row: Any) -> list[Any]:
        return [attrgetter(column.replace("__", "."))(row) for column in self.columns]

    def edge(self, values: Sequence[Any]) -> list[Any]:
        """The values of a cursor, as their columns have them."""
        return [field.to_python(value) for field, value in zip(self.fields, values, strict=True)]

    def beyond(self, rows: Any, edge: Sequence[Any], *, backward: bool) -> Any:
        operator: Literal["<", ">"] = "<" if self.descending != backward else ">"

        def refine(rows: Any, values: Sequence[Any]) -> Any:
            columns = [F(column) for column in self.columns]
            return rows.filter(
                RowComparison(*columns, *map(valued, values, self.fields), operator=operator)
            )

        return refined(rows, ("beyond", self, operator), refine, edge)


def paginate(rows: Any, request: Request, user_id: str | None) -> tuple[list[Any], Pagination]:
    """
    One page of an ordered read, and the links to its neighbors.

    Cursors are signed, and bound to the path, the filters, the order and the caller.
    """
    per_page = _per_page(request)
    order = Order.of(rows)
    seal = _Seal(request, order, user_id)
    direction, values = seal.opened(request.query_params.get("cursor"))
    backward = direction == "prev"
    if values:
        try:
            edge = order.edge(values)
        except (ValidationError, ValueError, TypeError):
            raise _invalid("cursor", "invalid_cursor", "The cursor is not valid.") from None
        rows = order.beyond(rows, edge, backward=backward)
    found = list(rows.order_by(*order.terms(backward=backward))[: per_page + 1])
    more, page = len(found) > per_page, found[:per_page]
    if backward:
        page.reverse()
    has_next = backward or more
    has_prev = more if backward else bool(values)
    return page, Pagination(
        next=seal.link("next", order.values(page[-1])) if page and has_next else None,
        prev=seal.link("prev", order.values(page[0])) if page and has_prev else None,
        per_page=per_page,
    )


def _field(rows: Any, column: str) -> Any:
    """What kind of column an order is by."""
    return F(column).resolve_expression(rows.query.chain()).output_field


@lru_cache(maxsize=256)
def _order_of(rows: Any) -> Order:
    return Order.read(rows)


class _Seal:
    """Signs the cursors of one list, and opens only those it has signed."""

    def __init__(self, request: Request, order: Order, user_id: str | None) -> None:
        self.request = request
        self.others = sorted(
            (name, value)
            for name, value in request.query_params.items()
            if name not in ("cursor", "per_page")
        )
        self.bound = msgspec.json.encode(
            [request.path, self.others, order.columns, order.descending, user_id]
        )

    def link(self, direction: str, values: Sequence[Any]) -> str:
        body = msgspec.json.encode([direction, *values])
        token = self._mac(settings.SECRET_KEY, body) + body
        cursor = base64.urlsafe_b64encode(token).decode().rstrip("=")
        kept = [(n, v) for n, v in self.request.query_params.items() if n != "cursor"]
        return f"{self.request.path}?{urlencode([*kept, ('cursor', cursor)])}"

    def opened(self, cursor: str | None) -> tuple[str, list[Any]]:
        if cursor is None:
            return "next", []
        try:
            token = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
            mac, body = token[:16], token[16:]
            keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
            if not any(hmac.compare_digest(mac, self._mac(key, body)) for key in keys):
                raise ValueError
            direction, *values = msgspec.json.decode(body)
        except (ValueError, msgspec.DecodeError):
            raise _invalid("cursor", "invalid_cursor", "The cursor is not valid here.") from None
        return direction, values

    def _mac(self, key: str | bytes, body: bytes) -> bytes:
        secret = b"dovetail.cursor:" + force_bytes(key)
        return hmac.digest(secret, self.bound + b"\0" + body, sha256)[:16]


def _per_page(request: Request) -> int:
    text = request.query_params.get("per_page", str(PER_PAGE))
    is_number = len(text) <= 3 and text.isascii() and text.isdecimal()
    if not (is_number and 1 <= int(text) <= MOST_PER_PAGE):
        raise _invalid(
            "per_page", "out_of_range", f"A number from 1 to {MOST_PER_PAGE} is expected."
        )
    return int(text)


def _invalid(parameter: str, code: str, detail: str) -> InvalidParameters:
    return InvalidParameters([FieldProblem(code, detail, None, parameter)])
