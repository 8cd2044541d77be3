"""The events as AsyncAPI 3: what the specification asks of the objects that are used."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dovetail.shared_kernel.events import all_subscriptions, registry

DOCUMENT = Path(__file__).parents[2] / "docs/reference/asyncapi.json"

REFERENCE = {
    "type": "object",
    "properties": {"$ref": {"type": "string", "pattern": "^#/"}},
    "required": ["$ref"],
    "additionalProperties": False,
}
TAGS = {"type": "array", "items": {"type": "object", "required": ["name"]}}
CHANNEL = {
    "type": "object",
    "properties": {
        "address": {"type": "string"},
        "description": {"type": "string", "minLength": 1},
        "messages": {"type": "object", "minProperties": 1, "additionalProperties": REFERENCE},
    },
    "required": ["address", "messages"],
    "additionalProperties": False,
}
OPERATION = {
    "type": "object",
    "properties": {
        "action": {"enum": ["send", "receive"]},
        "channel": REFERENCE,
        "summary": {"type": "string", "minLength": 1},
        "tags": TAGS,
        "messages": {"type": "array", "items": REFERENCE, "minItems": 1},
    },
    "required": ["action", "channel"],
    "additionalProperties": False,
}
MESSAGE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "title": {"type": "string"},
        "summary": {"type": "string", "minLength": 1},
        "tags": TAGS,
        "payload": REFERENCE,
    },
    "patternProperties": {"^x-": {}},
    "required": ["name", "payload"],
    "additionalProperties": False,
}
SPECIFICATION = {
    "type": "object",
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "info": {"type": "object", "required": ["title", "version"]},
        "defaultContentType": {"const": "application/json"},
        "channels": {"type": "object", "additionalProperties": CHANNEL},
        "operations": {"type": "object", "additionalProperties": OPERATION},
        "components": {
            "type": "object",
            "properties": {
                "messages": {"type": "object", "additionalProperties": MESSAGE},
                "schemas": {"type": "object"},
            },
            "additionalProperties": False,
        },
    },
    "required": ["asyncapi", "info", "channels", "operations", "components"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def document():
    return json.loads(DOCUMENT.read_text())


def test_every_object_has_what_the_specification_asks(document):
    assert [
        error.message for error in Draft202012Validator(SPECIFICATION).iter_errors(document)
    ] == []


def test_every_payload_is_a_json_schema(document):
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_an_operation_sends_and_receives_what_its_channel_carries(document):
    wrong = [
        name
        for name, operation in document["operations"].items()
        if any(
            not message["$ref"].startswith(f"{operation['channel']['$ref']}/messages/")
            for message in operation["messages"]
        )
    ]

    assert wrong == []


def test_nothing_that_is_told_or_heard_is_left_out(document):
    sent = {name for name, one in document["operations"].items() if one["action"] == "send"}
    heard = {name for name, one in document["operations"].items() if one["action"] == "receive"}
    ours = {name for name, event in registry.items() if event.__module__.startswith("dovetail.")}

    assert {f"publish.{name}" for name in ours} == sent
    assert {
        f"subscribe.{one.name}" for one in all_subscriptions().values() if one.event in ours
    } == heard
