"""The events as an AsyncAPI 3 document."""

from collections.abc import Sequence
from typing import Any

from dovetail.shared_kernel.events import Event, all_subscriptions, schema_of

from ._facts import Context, purpose_of
from ._markdown import summary


def asyncapi(contexts: Sequence[Context]) -> dict[str, Any]:
    """Every event as a channel of its own; who publishes and who subscribes as operations."""
    told = [(context, event) for context in contexts for event in context.events]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Events",
            "version": "1",
            "description": "Facts that contexts tell each other through the outbox. Each event "
            "carries its own version in its name.",
        },
        "defaultContentType": "application/json",
        "channels": {event.name: _channel(event) for _, event in told},
        "operations": {
            **{f"publish.{event.name}": _publishing(context, event) for context, event in told},
            **_subscribing({event.name for _, event in told}, contexts),
        },
        "components": {
            "messages": {event.name: _message(context, event) for context, event in told},
            "schemas": _schemas(told),
        },
    }


def _channel(event: type[Event]) -> dict[str, Any]:
    return {
        "address": event.name,
        "description": summary(event),
        "messages": {event.name: {"$ref": f"#/components/messages/{event.name}"}},
    }


def _publishing(context: Context, event: type[Event]) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{event.name}"},
        "summary": summary(event),
        "tags": [{"name": context.name}],
        "messages": [_message_of(event.name)],
    }


def _subscribing(told: set[str], contexts: Sequence[Context]) -> dict[str, Any]:
    return {
        f"subscribe.{one.name}": {
            "action": "receive",
            "channel": {"$ref": f"#/channels/{one.event}"},
            "summary": purpose_of(one) if one.source else "Tells people of it.",
            "tags": [{"name": _listener(one.name, contexts)}],
            "messages": [_message_of(one.event)],
        }
        for _, one in sorted(all_subscriptions().items())
        if one.event in told
    }


def _listener(subscription: str, contexts: Sequence[Context]) -> str:
    names = {one.name for one in contexts}
    first = subscription.split(".", 1)[0]
    return first if first in names else "announcements"


def _message_of(name: str) -> dict[str, str]:
    return {"$ref": f"#/channels/{name}/messages/{name}"}


def _message(context: Context, event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.name,
        "title": event.__name__,
        "summary": summary(event),
        "tags": [{"name": context.name}],
        "payload": {"$ref": f"#/components/schemas/{event.name}"},
        "x-tenant": event.tenant,
        "x-ordered-by": event.ordered_by,
    }


def _schemas(told: Sequence[tuple[Context, type[Event]]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _, event in told:
        schema = schema_of(event, f"#/components/schemas/{event.name}.")
        del schema["$schema"]
        for name, part in schema.pop("$defs", {}).items():
            found[f"{event.name}.{name}"] = part
        found[event.name] = schema
    return dict(sorted(found.items()))
