"""What stands in a queryset where a value will be."""

from collections.abc import Iterator
from typing import Any, NoReturn

from django.db.models import Expression, JSONField, Value
from django.db.models.expressions import ExpressionList
from django.db.models.lookups import Lookup
from django.db.models.sql import Query

COMPARED = ("exact", "in", "gt", "gte", "lt", "lte")


class NotCompilable(TypeError):
    """A read that cannot be compiled once and for all, and why."""


class Param(Expression):
    """Stands where the value of an argument will be; there is nothing to know about it yet."""

    def __init__(self, index: int, label: str, column: Any = None) -> None:
        super().__init__(output_field=column)
        self.index = index
        self.label = label
        self.column = column

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        return Placed(self)

    def refuse(self, *ignored: object) -> NoReturn:
        raise NotCompilable(
            f"{self.label} is used for something else than to be compared with a column "
            f"({', '.join(COMPARED)}); what depends on its value cannot be compiled."
        )

    __bool__ = __format__ = __str__ = refuse

    def __eq__(self, other: object) -> bool:
        return self is other if isinstance(other, Param) else self.refuse()

    __hash__ = object.__hash__


class Placed(Expression):
    """A parameter in a query: once in its text, and among what is handed over with it."""

    def __init__(self, param: Param) -> None:
        super().__init__(output_field=param.column)
        self.param = param
        self.index = param.index
        self.column = param.column

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        if self.column is None:
            self.param.refuse()
        return "%s", [self]

    def __str__(self) -> str:
        # What would make a text of a parameter would make it a part of the statement.
        self.param.refuse()


def valued(value: Any, column: Any) -> Any:
    """A value, or what stands for it, as the ORM hands it to a column."""
    if isinstance(value, Param):
        return Param(value.index, value.label, column)
    return Value(value, output_field=column)


def place(query: Query) -> None:
    """Tell each parameter the column it is compared with: that one knows how values are adapted."""
    for node in _nodes(query):
        if not isinstance(node, Lookup):
            continue
        is_list = isinstance(node.rhs, ExpressionList)
        for compared in node.rhs.get_source_expressions() if is_list else [node.rhs]:
            if isinstance(compared, Placed):
                column = node.lhs.output_field
                if node.lookup_name not in COMPARED or isinstance(column, JSONField):
                    compared.param.refuse()
                compared.column = column


def _nodes(root: Any) -> Iterator[Any]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Query):
            joined = [getattr(join, "filtered_relation", None) for join in node.alias_map.values()]
            waiting += [node.where, *node.annotations.values()]
            waiting += [relation.resolved_condition for relation in joined if relation is not None]
        elif hasattr(node, "get_source_expressions"):
            waiting += [source for source in node.get_source_expressions() if source is not None]
