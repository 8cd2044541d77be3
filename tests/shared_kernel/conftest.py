"""Events and subscriptions that only these tests have."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction

from dovetail.shared_kernel.events import (
    Event,
    Subscription,
    add_subscription,
    publish,
    remove_subscription,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiled(Event):
    """The kettle boiled."""

    name: ClassVar = "kitchen.kettle_boiled.v1"
    ordered_by: ClassVar = "kettle"

    kettle: str
    degrees: int


@pytest.fixture
def boil():
    """Publish that a kettle boiled, in a transaction of its own."""

    def publish_one(kettle="red", degrees=100):
        with transaction.atomic():
            publish(KettleBoiled(kettle=kettle, degrees=degrees))

    return publish_one


@pytest.fixture
def hear():
    """Subscribe a function to the kettle for the time of a test."""
    names = []

    def subscribe(handle, name="kitchen.pour", event="kitchen.kettle_boiled.v1"):
        names.append(name)
        add_subscription(Subscription(name, event, handle))

    yield subscribe
    for name in names:
        remove_subscription(name)
