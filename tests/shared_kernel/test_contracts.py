"""A subscriber that reads what is never said is found before it runs."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from dovetail.shared_kernel.events import Event, Subscription
from dovetail.shared_kernel.testing.contracts import lacks

KETTLE = "kitchen.kettle_boiled.v1"


@dataclass(frozen=True)
class Covered:
    degrees: int


@dataclass(frozen=True)
class Wider:
    degrees: int | None
    steam: str = "none"


@dataclass(frozen=True)
class Missing:
    pressure: int


@dataclass(frozen=True)
class OtherType:
    degrees: str


@pytest.mark.parametrize(
    ("view", "lack"),
    [
        (Covered, []),
        (Wider, []),
        (Missing, ["pressure is never published"]),
        (OtherType, ["degrees is published as <class 'int'>, and read as <class 'str'>"]),
    ],
)
def test_a_view_is_covered_by_its_event(view, lack):
    assert lacks(Subscription("kitchen.read", KETTLE, print, view)) == lack


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(Event):
    """A lamp was lit; since lately it says which."""

    name: ClassVar = "kitchen.lamp_lit.v1"

    lamp: str = ""


def test_a_field_that_older_events_lack_is_read_with_a_default():
    @dataclass(frozen=True)
    class Lamp:
        lamp: str

    assert lacks(Subscription("kitchen.read", LampLit.name, print, Lamp)) == [
        "lamp is not in every event, and is read without a default"
    ]


def test_an_event_that_nobody_publishes_is_a_lack():
    subscription = Subscription("kitchen.read", "kitchen.door_slammed.v1", print, Covered)

    assert lacks(subscription) == ["no installed context publishes it"]
