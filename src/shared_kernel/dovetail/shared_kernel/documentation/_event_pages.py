"""The pages of the reference on events, and on public ones."""

import json
from collections.abc import Iterator, Sequence

import msgspec

from dovetail.shared_kernel import announcements
from dovetail.shared_kernel.events import Event, all_subscriptions, schema_of
from dovetail.shared_kernel.public_events import PublicEvent

from ._facts import Context
from ._markdown import code, codes, page, summary, table


def event_catalogue(contexts: Sequence[Context]) -> str:
    parts = [
        part
        for context in contexts
        if context.events
        for part in (
            f"## {context.name}",
            *(part for one in context.events for part in _event(one, contexts)),
        )
    ]
    return page(
        "Events",
        "Facts, under their wire names. The schema of each is committed in the `schemas` of its "
        "app; an optional field keeps the version, anything else is a new one. Whoever reads an "
        "event ignores fields that it does not know.",
        *parts,
    )


def _event(event: type[Event], contexts: Sequence[Context]) -> Iterator[str]:
    yield f"### {event.name}"
    yield summary(event)
    schema = schema_of(event)
    yield table(
        ("Field", "Type", "What it is"),
        (
            (code(name), _type(part), str(part.get("description", "")))
            for name, part in schema["properties"].items()
        ),
        without="It says nothing besides.",
    )
    hearers = [one.name for one in all_subscriptions().values() if one.event == event.name]
    told = [one.name for one in announcements.registry.values() if one.event == event.name]
    published = [
        one.operation.id
        for context in contexts
        for one in context.endpoints
        if event.name in one.operation.publishes
    ]
    facts = {
        "Tenant": [event.tenant] if event.tenant else [],
        "In order by": [event.ordered_by] if event.ordered_by else [],
        "Published by operations": published,
        "Heard by": [name for name in hearers if name.removeprefix("announce.") not in told],
        "Announced as": told,
    }
    lines = [f"- {words}: {codes(names)}" for words, names in facts.items() if names]
    if lines:
        yield "\n".join(lines)


def _type(part: dict[str, object]) -> str:
    """`string (uuid)`, `array of string`, `string or null`."""
    if "anyOf" in part:
        choices = part["anyOf"]
        assert isinstance(choices, list)
        return " or ".join(_type(each) for each in choices)
    if "$ref" in part:
        return str(part["$ref"]).rpartition("/")[2]
    words = str(part.get("type", "anything"))
    if "format" in part:
        words += f" ({part['format']})"
    items = part.get("items")
    return f"{words} of {_type(items)}" if isinstance(items, dict) else words


def public_events(contexts: Sequence[Context]) -> str:
    parts = [part for context in contexts for one in context.public_events for part in _public(one)]
    return page(
        "Public events",
        "What tenants may be told by webhook. Each is sent as `{type, timestamp, data}`; `data` "
        "holds ids and what the fact says, and the API has the rest. Fields may be added; "
        "anything else would be another type.",
        *parts,
    )


def _public(one: PublicEvent) -> Iterator[str]:
    yield f"## {one.name}"
    yield one.summary
    yield table(
        ("Field", "Type", "What it is"),
        (
            (code(name), _type(part), str(part.get("description", "")))
            for name, part in schema_of(one.body)["properties"].items()
        ),
    )
    data = msgspec.json.encode(one.data(one.example)).decode()
    example = {"type": one.name, "timestamp": "2026-01-31T09:30:00Z", "data": json.loads(data)}
    yield f"```json\n{json.dumps(example, indent=2)}\n```"
