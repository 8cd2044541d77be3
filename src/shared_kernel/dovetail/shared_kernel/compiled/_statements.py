"""What the ORM compiled, kept."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from threading import RLock
from typing import Any, cast

from django.core.exceptions import EmptyResultSet, ValidationError
from django.utils import timezone

from dovetail.shared_kernel.transports import ReadQuerySet

from ._parameters import NotCompilable, Placed, place
from ._records import Records, record_builder

MOST_KEPT = 64
_building = RLock()


class Kept:
    """Things that are made once for a key; there are never more than a few."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        try:
            return self._kept[key]
        except KeyError:
            pass
        with _building:
            if key in self._kept:
                return self._kept[key]
            made = make()
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = made
            return made

    def forget(self, **signal: Any) -> None:
        """Make everything anew."""
        with _building:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


class Plan:
    """A queryset with parameters in it, its statements, and the plans that follow from it."""

    def __init__(self, name: str, rows: Any, count: int) -> None:
        self.name = name
        self.rows = rows
        self.count = count
        self.following = Kept()
        self._statements = Kept()
        reason = _why_not(rows)
        if reason:
            raise NotCompilable(f"{name} {reason}.")
        place(rows.query)

    def followed(self, key: Hashable, refine: Callable[[Any], Any], count: int) -> "Plan | None":
        """The plan of more asked with so many values; None where that cannot be compiled."""

        def build() -> "Plan | None":
            try:
                return Plan(self.name, refine(self.rows), self.count + count)
            except (TypeError, ValueError, ValidationError):
                return None

        return cast("Plan | None", self.following.get(key, build))

    def statement(self, connection: Any) -> "Statement":
        key = (
            # All that the ORM would compile the same queryset differently for.
            connection.alias,
            connection.settings_dict["ENGINE"],
            connection.settings_dict["OPTIONS"].get("server_side_binding"),
            timezone.get_current_timezone_name(),
        )
        made = self._statements.get(key, lambda: Statement(self, connection))
        return cast("Statement", made)


class Statement:
    """Text, parameters in their places, and how a row becomes a transport, or a record."""

    def __init__(self, plan: Plan, connection: Any) -> None:
        self.sql: str | None = None
        compiler = plan.rows.query.chain().get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return
        if any(isinstance(parameter, datetime) for parameter in parameters):
            raise NotCompilable(
                f"{plan.name} has a moment in it that would stay as it is now; take it as an "
                f"argument."
            )
        is_of_records = plan.rows._iterable_class is Records
        self.build = (
            record_builder(compiler, connection.alias)
            if is_of_records
            else plan.rows._iterable_class.build
        )
        self.sql, self.parameters = sql, list(parameters)
        self.places = [
            (number, parameter.index, parameter.column)
            for number, parameter in enumerate(parameters)
            if isinstance(parameter, Placed)
        ]
        if {index for _, index, _ in self.places} != set(range(plan.count)):
            raise NotCompilable(f"{plan.name} has an argument that its statement leaves out.")
        selected = [expression for expression, *_ in compiler.select[: compiler.col_count]]
        self.converters = [
            (position, converters, expression)
            for position, (converters, expression) in compiler.get_converters(selected).items()
        ]

    def rows(self, connection: Any, values: Sequence[Any], limit: int | None) -> Iterator[Any]:
        if self.sql is None:
            return iter(())
        sql, parameters = self.sql, self.parameters.copy()
        for number, index, column in self.places:
            parameters[number] = column.get_db_prep_value(values[index], connection)
        if limit is not None:
            sql += " LIMIT %s"
            parameters.append(limit)
        with connection.cursor() as cursor:
            cursor.execute(sql, tuple(parameters))
            found = cursor.fetchall()
        return map(self.build, self._converted(found, connection) if self.converters else found)

    def _converted(self, found: Sequence[Any], connection: Any) -> Iterator[tuple[Any, ...]]:
        for row in found:
            values = list(row)
            for position, converters, expression in self.converters:
                for convert in converters:
                    values[position] = convert(values[position], expression, connection)
            yield tuple(values)


def _why_not(rows: Any) -> str | None:
    is_made = isinstance(rows, ReadQuerySet) and (
        rows._iterable_class is Records or hasattr(rows._iterable_class, "build")
    )
    if not is_made:
        return "does not end in .into(transport)"
    if rows.query.is_sliced:
        return "is cut already; cut the rows that it returns"
    if rows.query.select_for_update:
        return "locks rows, which a service does"
    return "is a union" if rows.query.combinator else None
