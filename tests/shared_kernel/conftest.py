"""Events and subscriptions that only these tests have."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest

from dovetail.shared_kernel.events import Envelope, Event, Subscription
from dovetail.shared_kernel.events import add_subscription, remove_subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiled(Event):
    """The kettle boiled."""

    name: ClassVar = "kitchen.kettle_boiled.v1"
    ordered_by: ClassVar = "kettle"

    kettle: str
    degrees: int


@pytest.fixture
def hear() -> Iterator[Callable[..., None]]:
    """Subscribe a function to an event for the time of a test."""
    names: list[str] = []

    def subscribe(event: str, handle: Callable[[Envelope], None], name: str = "kitchen.pour"):
        names.append(name)
        add_subscription(Subscription(name, event, handle))

    yield subscribe
    for name in names:
        remove_subscription(name)
