"""Who hears what."""

import inspect
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_type_hints

import msgspec
from django.core.exceptions import ImproperlyConfigured

from dovetail.shared_kernel.identifiers import context_of

from ._event import Envelope

F = TypeVar("F", bound=Callable[..., None])


class ContractBroken(Exception):
    """The payload of an event lacks what its subscriber reads."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a function is called once for each event of one name."""

    name: str
    """The permanent identity: deliveries are stored under it."""
    event: str
    handle: Callable[[Envelope], None]
    reads: type | None = None
    source: str = ""
    """Where it is declared."""
    is_strict: bool = False
    """Whether a dead letter holds back what follows it in its key, until somebody decides."""
    reaches_outside: Callable[[], bool] = _never
    """Whether its effects are not the database's alone: then no other delivery repeats them."""


_by_name: dict[str, Subscription] = {}
_by_event: defaultdict[str, dict[str, Subscription]] = defaultdict(dict)


def subscriptions_of(event: str) -> list[Subscription]:
    return list(_by_event[event].values()) if event in _by_event else []


def all_subscriptions() -> dict[str, Subscription]:
    """Every subscription of the installed contexts by its permanent name."""
    return dict(_by_name)


def subscription_named(name: str) -> Subscription:
    """
    One subscription by its permanent name.

    :raises KeyError:
    """
    return _by_name[name]


def add_subscription(subscription: Subscription) -> None:
    """
    Have a subscription made by hand called; most are declared with `subscribe`.

    :raises ImproperlyConfigured: when another has its name.
    """
    known = _by_name.get(subscription.name)
    if known is not None and (known.event, known.source) != (
        subscription.event,
        subscription.source,
    ):
        raise ImproperlyConfigured(f"Two subscriptions are named {subscription.name}.")
    _by_event[subscription.event][subscription.name] = subscription
    _by_name[subscription.name] = subscription


def remove_subscription(name: str) -> None:
    """Forget a subscription; for tests that declare their own."""
    _by_name.pop(name, None)
    for group in _by_event.values():
        group.pop(name, None)


def subscribe(
    event: str, *, name: str | None = None, ordered: Literal["strict"] | None = None
) -> Callable[[F], F]:
    """
    Call the decorated function once for every event of this name.

    Its first parameter is annotated with the function's own frozen view of the payload:
    fields that the view does not name are ignored. A second parameter receives the envelope.
    The permanent name is `<context>.<function>` unless another is given.

    Events that name an order come in it. After the last attempt a dead letter lets the next of its
    key pass; where that would do harm, ``ordered="strict"`` holds the key until an operator retries
    or skips the dead letter.
    """

    def register(function: F) -> F:
        parameters = list(inspect.signature(function).parameters)
        reads = get_type_hints(function)[parameters[0]]
        add_subscription(
            Subscription(
                name=name or f"{context_of(function.__module__)}.{function.__name__}",
                event=event,
                handle=_handler(function, reads, wants_envelope=len(parameters) > 1),
                reads=reads,
                is_strict=ordered == "strict",
                source=f"{function.__module__}.{function.__qualname__}",
            )
        )
        return function

    return register


def _handler(
    function: Callable[..., None], reads: type, *, wants_envelope: bool
) -> Callable[[Envelope], None]:
    def handle(envelope: Envelope) -> None:
        fact = read(reads, envelope.payload)
        if wants_envelope:
            function(fact, envelope)
        else:
            function(fact)

    return handle


def read(view: type, payload: Any) -> Any:
    """
    A subscriber's own view of a payload.

    :raises ContractBroken: where a field that the view requires is missing, or of another type.
    """
    try:
        return msgspec.convert(payload, type=view)
    except msgspec.ValidationError as error:
        raise ContractBroken(str(error)) from error
