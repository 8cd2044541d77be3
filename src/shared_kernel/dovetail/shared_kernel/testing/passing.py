"""Time that passes in a test: what is stored grows older, and no clock is moved."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

from dovetail.shared_kernel.manifest import declaring_apps


@transaction.atomic
def grow_older(duration: timedelta) -> None:
    """
    Move every instant that the contexts and the user model have stored back by a duration.

    To the clocks of the database and of Python it then is as if so much time had passed. Dates
    move by whole days. Triggers stay silent, as nothing has been changed. What stands in JSON, in
    a signed token or in an identifier keeps its time; and what reckons by the calendar, where
    months differ, needs a clock of its own to set.
    """
    spans: dict[str, Any] = {"span": duration, "days": duration.days}
    with connection.cursor() as cursor:
        # No table may be altered while a constraint waits for the commit.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in _stored():
            table = connection.ops.quote_name(model._meta.db_table)
            moves = ", ".join(map(_move, _instants(model)))
            if moves:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute(f"UPDATE {table} SET {moves}", spans)
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _move(field: Any) -> str:
    column = connection.ops.quote_name(field.column)
    step = "%(span)s" if isinstance(field, models.DateTimeField) else "%(days)s::int"
    return f"{column} = {column} - {step}"


def _stored() -> Iterator[type[models.Model]]:
    users = get_user_model()
    found = dict.fromkeys(model for config in declaring_apps() for model in config.get_models())
    for model in (*found, *(() if users in found else (users,))):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _instants(model: type[models.Model]) -> list[Any]:
    """The columns of instants and dates; a DateTimeField is a DateField as well."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.DateField) and not field.generated
    ]
