"""Public events: what tenants may be told by webhook, in words of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

import msgspec
from django.core.exceptions import ImproperlyConfigured

from .events import ContractBroken, Envelope, Event
from .identifiers import context_of

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """
    One event that integrators may subscribe to.

    It is made of one internal event, and is a contract of its own: the internal one may change
    while this stays. It holds ids and what the fact says; the API has the rest.
    """

    name: str
    """What integrators know it by: `invoice.paid`."""
    summary: str
    source: type[Event]
    body: type
    """A frozen dataclass: the `data` of what is sent."""
    build: Callable[[Any], Any]
    example: Mapping[str, Any]
    """A payload of the source to show it with."""
    context: str

    def data(self, payload: Mapping[str, Any]) -> Any:
        """
        The body for a stored payload of the source.

        :raises ContractBroken: when the payload is none.
        """
        try:
            return self.build(msgspec.convert(payload, type=self.source))
        except msgspec.ValidationError as error:
            raise ContractBroken(str(error)) from error


registry: dict[str, PublicEvent] = {}


def public_event(name: str, *, source: type[Event], example: Mapping[str, Any]) -> Callable[[F], F]:
    """
    Declare that tenants may be told of an event, in the words of the body that is returned.

    The decorated function gets the source event and returns a frozen dataclass; its docstring
    is shown to integrators.
    """

    def register(function: F) -> F:
        known = registry.get(name)
        if known is not None and known.build.__qualname__ != function.__qualname__:
            raise ImproperlyConfigured(f"Two public events are named {name}.")
        registry[name] = PublicEvent(
            name=name,
            summary=" ".join((function.__doc__ or "").split()),
            source=source,
            body=get_type_hints(function)["return"],
            build=function,
            example=example,
            context=context_of(function.__module__),
        )
        return function

    return register


def public_events_of(source: str) -> list[PublicEvent]:
    """What tenants may be told of an internal event, by its wire name."""
    return [one for one in registry.values() if one.source.name == source]


def public_body(public: PublicEvent, envelope: Envelope) -> bytes:
    """
    What is sent to a tenant's endpoint: `{"type", "timestamp", "data"}` (Standard Webhooks).

    The same envelope has always the same bytes, so a signature may be computed at each attempt.
    """
    return msgspec.json.encode(
        {
            "type": public.name,
            "timestamp": envelope.occurred_at,
            "data": public.data(envelope.payload),
        }
    )
