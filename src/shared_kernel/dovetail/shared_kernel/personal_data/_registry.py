"""Who holds data of people, declared by each context in its `personal_data`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from ._subject import Subject


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an export; its rows, transports or plain values, are read while it is written."""

    name: str
    rows: Iterable[Any]


@dataclass(frozen=True, slots=True)
class Veto:
    """Why a person cannot be erased yet, in words that tell them what to do about it."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Objection:
    """A veto, and the context that has it."""

    context: str
    veto: Veto


def never(subject: Subject) -> Iterable[Veto]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What one context holds of people, in words and in functions."""

    context: str
    holds: str
    """What it has of a person."""
    erases: str
    """What goes, or is emptied, when they are erased."""
    keeps: str
    """What stays, why, and how long; empty for nothing."""
    export: Callable[[Subject], Iterable[Section]]
    erase: Callable[[Subject], None]
    """In the caller's transaction, calling nobody outside; a second time there is nothing to do."""
    vetoes: Callable[[Subject], Iterable[Veto]] = never
    rank: int = 0
    """Who answers the questions of others erases after them; the kernel is first, accounts last."""


_registry: dict[str, Holding] = {}


class ErasedOutsideTransaction(Exception):
    """A person would be erased outside a transaction, so a crash could leave half of them."""


def hold(holding: Holding) -> Holding:
    """Declare what a context, or an app of the project, holds of people."""
    known = _registry.setdefault(holding.context, holding)
    if known != holding:
        raise ImproperlyConfigured(f"{holding.context} says twice what it holds of people.")
    return holding


def holdings() -> list[Holding]:
    """Who holds data of people, in the order in which they erase it."""
    return sorted(_registry.values(), key=lambda one: (one.rank, one.context))


def exported(subject: Subject) -> Iterator[bytes]:
    """
    All that is held of a person, as the pieces of one JSON document, read as it is written.

    `{"user_id": …, "contexts": {context: {section: [row, …]}}}`; each piece is whole UTF-8.
    """
    yield b'{"user_id":' + _json(subject.user_id) + b',"contexts":{'
    for number, one in enumerate(sorted(holdings(), key=lambda each: each.context)):
        yield (b"," if number else b"") + _json(one.context) + b":{"
        for place, section in enumerate(one.export(subject)):
            yield (b"," if place else b"") + _json(section.name) + b":["
            for index, row in enumerate(section.rows):
                yield (b"," if index else b"") + _json(row)
            yield b"]"
        yield b"}"
    yield b"}}"


def objections(subject: Subject) -> list[Objection]:
    """Why a person cannot be erased yet: every reason of every context."""
    return [Objection(one.context, veto) for one in holdings() for veto in one.vetoes(subject)]


def erase(subject: Subject) -> list[str]:
    """
    Erase a person in every context, or in none; which contexts held something of people.

    :raises ErasedOutsideTransaction:
    """
    if not connection.in_atomic_block:
        raise ErasedOutsideTransaction(subject.user_id)
    for one in holdings():
        one.erase(subject)
    return [one.context for one in holdings()]


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=str)
