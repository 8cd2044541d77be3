"""Ports: what a context needs and does not own, and what a project wires to it."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .identifiers import context_of

P = TypeVar("P")

declared: dict[str, type] = {}
_defaults: dict[str, str] = {}
_offers: dict[str, str] = {}


def port(*, default: str | None = None) -> Callable[[type[P]], type[P]]:
    """Declare a port, and the adapter that serves it when the project wires none."""

    def declare(protocol: type[P]) -> type[P]:
        name = name_of(protocol)
        known = declared.setdefault(name, protocol)
        if known.__module__ != protocol.__module__:
            raise ImproperlyConfigured(f"Two ports are named {name}.")
        if default is not None:
            _defaults[name] = default
        return protocol

    return declare


def offer(protocol: type[Any], adapter: str) -> None:
    """Make an installed app's adapter the default of a port; DOVETAIL_PORTS still decides."""
    _offers[name_of(protocol)] = adapter


def wired(protocol: type[P]) -> P:
    """
    The adapter that is wired to a port.

    :raises ImproperlyConfigured: when nothing is.
    """
    return cast(P, _adapter(path_of(name_of(protocol))))


def path_of(name: str) -> str:
    """The dotted path of the adapter wired to a port, by DOVETAIL_PORTS, an offer or default."""
    wiring: dict[str, str] = getattr(settings, "DOVETAIL_PORTS", {})
    path = wiring.get(name) or _offers.get(name) or _defaults.get(name)
    if path is None:
        raise ImproperlyConfigured(f"Nothing is wired to the port {name}; see DOVETAIL_PORTS.")
    return path


def default_of(name: str) -> str | None:
    """The dotted path of the adapter that a port declares for itself, if any."""
    return _defaults.get(name)


def name_of(protocol: type) -> str:
    """`organizations.SeatLimit`, for the SeatLimit of that context's ports."""
    return _named(protocol.__module__, protocol.__name__)


@cache
def _named(module: str, name: str) -> str:
    return f"{context_of(module)}.{name}"


@cache
def _adapter(path: str) -> Any:
    return import_string(path)()
