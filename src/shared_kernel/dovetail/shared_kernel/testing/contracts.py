"""What one context says, and what the others hear, checked against each other."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

from dovetail.shared_kernel.events import (
    ContractBroken,
    Subscription,
    all_subscriptions,
    lacks,
    read,
)

__all__ = ["breaks", "broken_contracts", "example_of", "lacks", "promised_below", "unreadable"]

Schema = Mapping[str, Any]

VALUES = {
    "boolean": True,
    "integer": 1,
    "null": None,
    "number": 1.5,
    "string": "words",
    "uuid": "01980f6e-5a10-7c3a-9d2b-3f1a5b7c9d10",
    "date": "2026-01-31",
    "date-time": "2026-01-31T09:30:00Z",
    "time": "09:30:00",
    "duration": "P1D",
    "decimal": "1.50",
}
"""One of each type or format that a schema names."""


def broken_contracts() -> list[str]:
    """Every subscription that reads what its event does not say, a line each."""
    return [
        f"{subscription.name} reads {subscription.event}: {lack}"
        for subscription in all_subscriptions().values()
        for lack in lacks(subscription)
    ]


def promised_below(folder: Path) -> dict[str, Schema]:
    """
    The schemas of events below a folder, by wire name, whoever publishes them.

    They are the files that a context commits (`billing/schemas/invoice_paid.v1.json`), or the
    `asyncapi.json` of a project's reference: copy either, where the publisher is not installed.
    """
    found: dict[str, Schema] = {}
    for path in sorted(folder.rglob("*.json")):
        if path.name == "asyncapi.json":
            found |= _in_asyncapi(json.loads(path.read_text("utf-8")))
        elif path.parent.name == "schemas":
            name = f"{path.parent.parent.name}.{path.stem}"
            found[name] = json.loads(path.read_text("utf-8"))
    return found


def _in_asyncapi(document: Mapping[str, Any]) -> dict[str, Schema]:
    parts = document["components"]["schemas"]
    return {name: {**parts[name], "$defs": parts} for name in document["components"]["messages"]}


def unreadable(promised: Mapping[str, Schema], *, context: str = "") -> list[str]:
    """What the subscribers, of one context or all, could not hear of what is promised."""
    return [
        f"{one.name} hears {one.event}: {fault}"
        for name, one in sorted(all_subscriptions().items())
        if one.reads is not None and name.startswith(context)
        for fault in breaks(one, promised.get(one.event))
    ]


def breaks(subscription: Subscription, schema: Schema | None) -> Iterator[str]:
    """
    What stands between a subscriber and the events of a schema.

    Its view has to read whatever the schema allows: the fields that are always there alone, each
    alternative of each field, and fields of later versions beside them. What it cannot do
    without, it has to miss.
    """
    if schema is None:
        yield "nobody promises it"
        return
    assert subscription.reads is not None
    for payload in _payloads(schema):
        try:
            read(subscription.reads, payload)
        except ContractBroken as error:
            yield str(error)
    for name in _needed(subscription.reads):
        rest = {key: value for key, value in example_of(schema).items() if key != name}
        try:
            read(subscription.reads, rest)
        except ContractBroken:
            continue
        yield f"it would not notice that {name} is gone"


def example_of(schema: Schema, **values: Any) -> dict[str, Any]:
    """A payload with every field of a schema, and some of them as given."""
    parts = {name: next(_values(part, schema)) for name, part in schema["properties"].items()}
    return {**parts, **values}


def _payloads(schema: Schema) -> Iterator[dict[str, Any]]:
    full = example_of(schema)
    yield {name: full[name] for name in schema.get("required", ())}
    yield {**full, "added_by_a_later_version": {"whatever": [1]}}
    for name, part in schema["properties"].items():
        yield from ({**full, name: value} for value in _values(part, schema))


def _values(part: Schema, schema: Schema) -> Iterator[Any]:
    """One value for each alternative that a part of a schema allows."""
    if "$ref" in part:
        name = str(part["$ref"]).rpartition("/")[2]
        yield from _values(schema["$defs"][name], schema)
    elif "anyOf" in part:
        for choice in part["anyOf"]:
            yield from _values(choice, schema)
    elif "enum" in part:
        yield from part["enum"]
    elif part.get("type") == "array":
        items = part.get("items") or {}
        yield [next(_values(items, schema))]
        yield []
    elif part.get("type") == "object":
        yield {name: next(_values(one, schema)) for name, one in part.get("properties", {}).items()}
    else:
        yield VALUES.get(part.get("format", ""), VALUES[part.get("type", "string")])


def _needed(view: type) -> list[str]:
    if not is_dataclass(view):
        return []
    return [
        one.name
        for one in fields(view)
        if one.default is MISSING and one.default_factory is MISSING
    ]
