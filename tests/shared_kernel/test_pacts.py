"""Subscribers against what is promised, also where the publisher is not installed."""

import json
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import pytest

from dovetail.shared_kernel.events import Subscription, add_subscription, remove_subscription
from dovetail.shared_kernel.testing.contracts import (
    breaks,
    example_of,
    promised_below,
    unreadable,
)

GATE = "garden.gate_opened.v1"


def promise(**properties):
    return {
        "type": "object",
        "properties": {
            "gate_id": {"type": "string", "format": "uuid"},
            "by": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "lock": {"$ref": "#/$defs/Lock"},
            "side": {"enum": ["north", "south"]},
            "note": {"type": "string", "default": ""},
            **properties,
        },
        "required": ["gate_id", "by", "lock", "side"],
        "$defs": {"Lock": {"type": "object", "properties": {"keys": {"type": "integer"}}}},
    }


@dataclass(frozen=True)
class Lock:
    keys: int


@dataclass(frozen=True)
class Gate:
    gate_id: UUID
    by: str | None
    lock: Lock
    side: Literal["north", "south"]
    note: str = ""


@dataclass(frozen=True)
class ByName:
    by: str


@dataclass(frozen=True)
class Northern:
    side: Literal["north"]


@dataclass(frozen=True)
class Noted:
    note: str


@dataclass(frozen=True)
class Painted:
    color: str


READERS = {
    "all of it": (Gate, []),
    "null where there may be none": (ByName, ["Expected `str`, got `null` - at `$.by`"]),
    "one of two": (Northern, ["Invalid enum value 'south' - at `$.side`"]),
    "what is not always there": (Noted, ["Object missing required field `note`"]),
    "what is never there": (Painted, ["Object missing required field `color`"]),
}


@pytest.mark.parametrize(("view", "faults"), READERS.values(), ids=READERS)
def test_a_view_is_tried_with_whatever_is_promised(view, faults):
    found = list(breaks(Subscription("kitchen.see", GATE, print, view), promise()))

    assert list(dict.fromkeys(found)) == faults


def test_a_field_that_is_removed_is_missed():
    promised = promise()
    del promised["properties"]["gate_id"]
    promised["required"].remove("gate_id")

    found = breaks(Subscription("kitchen.see", GATE, print, Gate), promised)

    assert set(found) == {"Object missing required field `gate_id`"}


def test_an_added_field_is_passed_over():
    promised = promise(color={"type": "array", "items": {"type": "number"}})

    assert list(breaks(Subscription("kitchen.see", GATE, print, Gate), promised)) == []


def test_an_example_has_every_field_and_what_is_given():
    assert example_of(promise(), by="ada") == {
        "gate_id": "01980f6e-5a10-7c3a-9d2b-3f1a5b7c9d10",
        "by": "ada",
        "lock": {"keys": 1},
        "side": "north",
        "note": "words",
    }


@pytest.fixture
def listening():
    add_subscription(Subscription("kitchen.see", GATE, print, ByName))
    yield
    remove_subscription("kitchen.see")


def test_promises_are_found_in_schemas_and_in_asyncapi_documents(tmp_path, listening):
    schemas = tmp_path / "garden" / "schemas"
    schemas.mkdir(parents=True)
    (schemas / "gate_opened.v1.json").write_text(json.dumps(promise()))
    lock = {"$ref": "#/components/schemas/garden.Lock"}
    parts = {GATE: promise(lock=lock), "garden.Lock": promise()["$defs"]["Lock"]}
    document = {"components": {"schemas": parts, "messages": {GATE: {}}}}
    other = tmp_path / "vendored"
    other.mkdir()
    (other / "asyncapi.json").write_text(json.dumps(document))

    for folder in (schemas.parent.parent, other):
        said = unreadable(promised_below(folder), context="kitchen.")
        assert said == [
            "kitchen.see hears garden.gate_opened.v1: Expected `str`, got `null` - at `$.by`"
        ]


def test_an_event_that_nobody_promises_is_named(listening):
    assert unreadable({}, context="kitchen.") == [
        "kitchen.see hears garden.gate_opened.v1: nobody promises it"
    ]
