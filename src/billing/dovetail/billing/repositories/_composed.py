"""Columns that arrive as transports: an amount of two columns, the lines of an invoice."""

from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Expression,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import Cast, JSONObject

from dovetail.billing import transports


class Composed(JSONField):
    """JSON that the database composed, read straight into a transport."""

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else msgspec.json.decode(value, type=self.shape)


def amount(column: str) -> Expression:
    """Money, of a column of minor units and the currency beside it."""
    return ExpressionWrapper(money(column), output_field=Composed(transports.Money))


def money(column: str, currency: str = "currency") -> JSONObject:
    return JSONObject(amount=F(column), currency=F(currency))


def decimal(column: str) -> Expression:
    """A decimal as a string without trailing zeros, so that no reader makes a float of it."""
    return Cast(Func(F(column), function="trim_scale"), TextField())


def rows_of(queryset: QuerySet[Any, Any], shape: type, **columns: Any) -> Expression:
    """All rows of a subquery, as a list of transports."""
    found = ArraySubquery(queryset.values(composed=JSONObject(**columns)))
    return Func(found, function="to_jsonb", output_field=Composed(list[shape]))  # type: ignore[valid-type]


def row_of(queryset: QuerySet[Any, Any], shape: type, **columns: Any) -> Expression:
    """The first row of a subquery, as a transport or None."""
    found = queryset.values(composed=JSONObject(**columns))[:1]
    return ExpressionWrapper(Subquery(found), output_field=Composed(shape))
