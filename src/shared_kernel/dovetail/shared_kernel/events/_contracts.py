"""What one context says, and what the others hear, checked against each other."""

import types
from dataclasses import MISSING, Field, fields
from typing import Any, Union, get_args, get_origin, get_type_hints

from dovetail.shared_kernel.identifiers import context_of
from dovetail.shared_kernel.manifest import declaring_apps

from ._event import registry
from ._subscriptions import Subscription


def has_publisher(event: str) -> bool:
    """Whether the context that an event is named after is installed."""
    publisher = event.split(".", 1)[0]
    return any(context_of(config.name) == publisher for config in declaring_apps())


def lacks(subscription: Subscription) -> list[str]:
    """What a subscriber's view needs and its event does not always carry, in the same type."""
    event = registry.get(subscription.event)
    if event is None:
        return ["no installed context publishes it"]
    if subscription.reads is None:
        return []
    written = get_type_hints(event)
    published = {field.name: _is_optional(field) for field in fields(event)}
    wanted = get_type_hints(subscription.reads)
    return [
        lack
        for field in fields(subscription.reads)
        if (lack := _lack(field, wanted[field.name], written.get(field.name), published))
    ]


def _lack(field: "Field[Any]", wanted: Any, written: Any, published: dict[str, bool]) -> str:
    if field.name not in published:
        return "" if _is_optional(field) else f"{field.name} is never published"
    if not _members(written) <= _members(wanted):
        return f"{field.name} is published as {written}, and read as {wanted}"
    if published[field.name] and not _is_optional(field):
        # Events that were stored before it was added do not have it.
        return f"{field.name} is not in every event, and is read without a default"
    return ""


def _is_optional(field: "Field[Any]") -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _members(hint: Any) -> frozenset[Any]:
    """The alternatives of a union; a plain type is the only one of its own."""
    if isinstance(hint, types.UnionType) or get_origin(hint) is Union:
        return frozenset(get_args(hint))
    return frozenset({hint})
