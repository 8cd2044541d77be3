"""What one context says, and what the others hear, checked against each other."""

import types
from dataclasses import MISSING, Field, fields
from typing import Any, Union, get_args, get_origin, get_type_hints

from dovetail.shared_kernel.events import Subscription, all_subscriptions, registry


def broken_contracts() -> list[str]:
    """Every subscription that reads what its event does not say, a line each."""
    return [
        f"{subscription.name} reads {subscription.event}: {lack}"
        for subscription in all_subscriptions().values()
        for lack in lacks(subscription)
    ]


def lacks(subscription: Subscription) -> list[str]:
    """What a subscriber's view needs and its event does not always carry, in the same type."""
    event = registry.get(subscription.event)
    if event is None:
        return ["no installed context publishes it"]
    if subscription.reads is None:
        return []
    written = get_type_hints(event)
    published = {field.name for field in fields(event)}
    wanted = get_type_hints(subscription.reads)
    return [
        lack
        for field in fields(subscription.reads)
        if (lack := _lack(field, wanted[field.name], written.get(field.name), published))
    ]


def _lack(field: "Field[Any]", wanted: Any, written: Any, published: set[str]) -> str:
    optional = field.default is not MISSING or field.default_factory is not MISSING
    if field.name not in published:
        return "" if optional else f"{field.name} is never published"
    if not _members(written) <= _members(wanted):
        return f"{field.name} is published as {written}, and read as {wanted}"
    return ""


def _members(hint: Any) -> frozenset[Any]:
    """The alternatives of a union; a plain type is the only one of its own."""
    if isinstance(hint, types.UnionType) or get_origin(hint) is Union:
        return frozenset(get_args(hint))
    return frozenset({hint})
