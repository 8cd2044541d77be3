"""A strict subscription waits for its dead letters; any other lets the next of the key pass."""

import pytest
from django.db import transaction

from dovetail.shared_kernel.events import (
    Subscription,
    add_subscription,
    backlog,
    deliver_batch,
    remove_subscription,
    retry_dead,
    skip_deliveries,
    subscribe,
    subscription_named,
)
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    return []


@pytest.fixture
def listen(heard, settings):
    """Subscribe to the kettle, failing at the first attempt, the last, while it is below zero."""
    settings.DOVETAIL_KERNEL = {**settings.DOVETAIL_KERNEL, "max_attempts": 1}
    broken = {"is": True}

    def hear(envelope):
        if envelope.payload["degrees"] < 0 and broken["is"]:
            raise ValueError("frozen")
        heard.append((envelope.payload["kettle"], envelope.payload["degrees"]))

    def add(*, strict):
        add_subscription(
            Subscription("kitchen.listen", "kitchen.kettle_boiled.v1", hear, is_strict=strict)
        )
        return broken

    yield add
    remove_subscription("kitchen.listen")


@pytest.fixture
def frozen_kettle(boil):
    def publish():
        for kettle, degrees in [("red", -1), ("red", 50), ("blue", 60), ("red", 70)]:
            boil(kettle, degrees)

    return publish


def test_without_strictness_a_dead_letter_releases_its_key(listen, frozen_kettle, heard, deliver):
    listen(strict=False)
    frozen_kettle()

    deliver()

    assert sorted(heard) == [("blue", 60), ("red", 50), ("red", 70)]
    assert [degrees for kettle, degrees in heard if kettle == "red"] == [50, 70]
    assert backlog().held_key_count == 0


def test_a_strict_key_is_held_and_no_other(listen, frozen_kettle, heard, deliver):
    listen(strict=True)
    frozen_kettle()

    deliver()

    assert heard == [("blue", 60)]
    assert (backlog().dead_count, backlog().held_key_count) == (1, 1)
    assert deliver_batch() == 0


def test_a_retry_that_succeeds_goes_on_in_order(listen, frozen_kettle, heard, deliver):
    broken = listen(strict=True)
    frozen_kettle()
    deliver()
    broken["is"] = False

    retry_dead("kitchen.listen")
    deliver()

    assert [one for one in heard if one[0] == "red"] == [("red", -1), ("red", 50), ("red", 70)]


def test_a_skip_lets_the_next_pass(listen, frozen_kettle, heard, deliver):
    listen(strict=True)
    frozen_kettle()
    deliver()

    skip_deliveries(
        list(OutboxDelivery.objects.filter(status=DeliveryStatus.DEAD).values_list("id", flat=True))
    )
    deliver()

    assert [one for one in heard if one[0] == "red"] == [("red", 50), ("red", 70)]


def test_a_thousand_followers_of_a_held_key_delay_nobody(listen, boil, heard, deliver):
    listen(strict=True)
    with transaction.atomic():
        boil("red", -1)
        for number in range(1000):
            boil("red", number)
    deliver_batch()
    boil("blue", 1)

    deliver_batch()

    assert heard == [("blue", 1)]


def test_it_is_declared_where_one_subscribes():
    from_here = subscribe("kitchen.kettle_boiled.v1", name="kitchen.strictly", ordered="strict")

    @from_here
    def strictly(fact: dict) -> None:
        """Hear in order."""

    assert subscription_named("kitchen.strictly").is_strict
    remove_subscription("kitchen.strictly")
