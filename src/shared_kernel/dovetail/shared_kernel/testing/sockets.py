"""What happens in the database happens once; a subscriber that reaches outside has to say so."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest

from dovetail.shared_kernel.events import Envelope, Subscription

CALLS = ("connect", "connect_ex", "send", "sendall", "sendmsg", "sendto")
LOOKUPS = ("getaddrinfo", "gethostbyname")

_handling: ContextVar[Subscription | None] = ContextVar("dovetail_handling", default=None)


class ReachedOutside(Exception):
    """A subscriber uses the network, and its effect there would be repeated with the delivery."""


class _Watched:
    """The field `handle` of subscriptions, whose functions know while they run whose they are."""

    def __init__(self, field: Any) -> None:
        self._field = field

    def __set__(self, one: Subscription, handle: Callable[[Envelope], None]) -> None:
        self._field.__set__(one, handle)

    def __get__(self, one: Subscription | None, owner: type) -> Any:
        if one is None:
            return self
        handle = self._field.__get__(one, owner)

        def watched(envelope: Envelope) -> None:
            token = _handling.set(one)
            try:
                handle(envelope)
            finally:
                _handling.reset(token)

        return watched


@contextmanager
def no_network() -> Iterator[list[str]]:
    """
    Refuse the use of a socket inside of subscribers; who tried, a line each.

    Those that declare `reaches_outside` are let through: their deliveries have a transaction
    each, and are made at least once. The database is not asked by way of Python's sockets.
    """
    found: list[str] = []

    def guarded(call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def use(*args: Any, **kwargs: Any) -> Any:
            one = _handling.get()
            if one is not None and not one.reaches_outside():
                found.append(f"{one.name} uses the network ({name}) while it hears {one.event}")
                raise ReachedOutside(found[-1])
            return call(*args, **kwargs)

        return use

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Subscription, "handle", _Watched(vars(Subscription)["handle"]))
        for name in CALLS:
            patched.setattr(socket.socket, name, guarded(getattr(socket.socket, name), name))
        for name in LOOKUPS:
            patched.setattr(socket, name, guarded(getattr(socket, name), name))
        yield found
