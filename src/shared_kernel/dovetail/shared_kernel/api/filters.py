"""Filters: flat parameters, strict in their names and values."""

from collections.abc import Hashable
from functools import cache
from typing import Any, cast

import django_filters
from rest_framework.request import Request

from .problems import FieldProblem, InvalidParameters


class StrictFilterSet(django_filters.FilterSet):
    """
    The base of a list's filters, over the columns of the model that its transports are read
    from. What is not valid is a 400 that names the parameter; unknown names are refused by
    the view. A parameter that is not given filters nothing.
    """


class ChoicesFilter(django_filters.BaseInFilter, django_filters.ChoiceFilter):
    """Any of a closed list of values: `status=open,paid`."""


def filtered(filterset: type[StrictFilterSet], rows: Any, request: Request) -> Any:
    """The rows that a request's parameters ask for, or a 400 that names each wrong one."""
    idle_without = _idle_without(cast("Hashable", filterset))
    if idle_without is not None and idle_without.isdisjoint(request.query_params):
        return rows
    empty = [name for name in filterset.base_filters if _is_blank(request, name)]
    if empty:
        raise InvalidParameters(
            [FieldProblem("blank", "A value is expected.", None, name) for name in empty]
        )
    bound = filterset(request.query_params, queryset=rows)
    if not bound.is_valid():
        raise InvalidParameters(
            [
                FieldProblem(error.code or "invalid", " ".join(error.messages), None, name)
                for name, errors in bound.form.errors.as_data().items()
                for error in errors
            ]
        )
    return bound.qs


def _is_blank(request: Request, name: str) -> bool:
    """Whether a parameter is there and says nothing, or nothing between two commas."""
    return "" in (request.query_params.get(name, "-").split(","))


@cache
def _idle_without(kept: Hashable) -> frozenset[str] | None:
    """
    The parameters without which a filter set leaves rows alone, if it is of that kind: making
    its form costs as much as the page, and most requests ask for no filter.
    """
    filterset = cast("type[StrictFilterSet]", kept)
    filters = filterset.base_filters
    overridden = [getattr(filterset, name) for name in ("qs", "filter_queryset")]
    usual = [getattr(django_filters.FilterSet, name) for name in ("qs", "filter_queryset")]
    if overridden != usual or any(one.extra.get("required") for one in filters.values()):
        return None
    return frozenset(filters)


def parameter_schema(one: Any) -> dict[str, Any]:
    """The OpenAPI schema of a filter's values."""
    choices = [str(value) for value, _ in one.extra.get("choices", ()) if value != ""]
    if isinstance(one, django_filters.BaseInFilter):
        items: dict[str, Any] = {"type": "string"}
        return {"type": "array", "items": {**items, **({"enum": choices} if choices else {})}}
    if isinstance(one, (django_filters.IsoDateTimeFilter, django_filters.DateTimeFilter)):
        return {"type": "string", "format": "date-time"}
    if isinstance(one, django_filters.BooleanFilter):
        return {"type": "boolean"}
    if isinstance(one, django_filters.UUIDFilter):
        return {"type": "string", "format": "uuid"}
    if isinstance(one, django_filters.NumberFilter):
        return {"type": "number"}
    return {"type": "string", **({"enum": choices} if choices else {})}
