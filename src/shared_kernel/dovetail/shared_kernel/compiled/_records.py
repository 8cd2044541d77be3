"""How a row becomes a record, where a read is of model instances."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models.query import ModelIterable

from ._parameters import NotCompilable

Build = Callable[[Sequence[Any]], Any]


class Records(ModelIterable):  # type: ignore[type-arg]
    """The rows of a read that says it is of records."""


def recorded(name: str, rows: Any) -> Any:
    """A queryset of model instances, as one that may be compiled."""
    is_plain = rows._iterable_class is ModelIterable and not rows.query.annotations
    if not is_plain or rows._prefetch_related_lookups:
        raise NotCompilable(f"{name} is of records, and adds to them what is no column.")
    records = rows._chain()
    records._iterable_class = Records
    return records


def record_builder(compiler: Any, alias: str) -> Build:
    """How a row of a compiled statement becomes a record, with those that are joined to it."""
    return _builder(compiler.klass_info, compiler.select, alias)


def _builder(info: Mapping[str, Any], select: Sequence[Any], alias: str) -> Build:
    model, places = info["model"], info["select_fields"]
    names = [select[place][0].target.attname for place in places]
    key = places[names.index(model._meta.pk.attname)]
    first, last = places[0], places[-1] + 1
    joined = [
        (_builder(other, select, alias), other["local_setter"], other["remote_setter"])
        for other in info.get("related_klass_infos", ())
    ]

    def build(row: Sequence[Any]) -> Any:
        if row[key] is None:  # nothing is joined
            return None
        record = model.from_db(alias, names, row[first:last])
        for build_other, set_here, set_there in joined:
            other = build_other(row)
            set_here(record, other)
            if other is not None:
                set_there(other, record)
        return record

    return build
