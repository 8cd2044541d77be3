"""A scenario is a step, a turn of the relay, and what was told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dovetail.shared_kernel.events import Event, publish
from dovetail.shared_kernel.models import OutboxEvent
from dovetail.shared_kernel.testing.scenario import SubscriberFailed

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRang(Event):
    """A bell rang."""

    name: ClassVar = "kitchen.bell_rang.v1"
    tower: str


@pytest.fixture
def ring():
    """Ring the bell of a tower."""

    @transaction.atomic
    def run(tower="north"):
        publish(BellRang(tower=tower))
        return tower

    return run


def test_a_step_answers_and_tells(scenario, ring):
    assert scenario.when(ring, tower="south") == "south"

    assert scenario.told("kitchen.bell_rang.v1", tower="south") == {"tower": "south"}
    assert scenario.told_names() == ["kitchen.bell_rang.v1"]


def test_what_was_told_before_the_step_does_not_count(scenario, ring):
    scenario.when(ring)
    scenario.when(lambda: None)

    with pytest.raises(AssertionError, match=r"was not told; told was\n  nothing"):
        scenario.told("kitchen.bell_rang.v1")


def test_what_is_not_told_is_named_beside_what_is(scenario, ring):
    scenario.when(ring)

    with pytest.raises(AssertionError, match=r"'tower': 'west'.* was not told.*\n.*'north'"):
        scenario.told("kitchen.bell_rang.v1", tower="west")


def test_who_hears_has_heard_when_the_step_is_done(scenario, hear):
    heard = []
    hear(lambda envelope: heard.append((envelope.name, envelope.payload, envelope.actor_id)))

    scenario.hear("kitchen.kettle_boiled.v1", {"kettle": "red", "degrees": 90})
    scenario.publish(BellRang(tower="north"), by="7")

    assert heard == [("kitchen.kettle_boiled.v1", {"kettle": "red", "degrees": 90}, None)]
    assert OutboxEvent.objects.get(name=BellRang.name).actor_id == "7"


def test_a_subscriber_that_fails_fails_the_step_once_and_again_when_it_is_due(scenario, hear):
    def spill(envelope):
        raise RuntimeError("the cup is full")

    hear(spill)

    with pytest.raises(SubscriberFailed, match=r"kitchen\.pour: .*the cup is full"):
        scenario.hear("kitchen.kettle_boiled.v1", {"kettle": "red", "degrees": 90})
    for seconds in (2, 7):
        with pytest.raises(SubscriberFailed):
            scenario.time_passes(seconds=seconds)
    scenario.time_passes(seconds=5)  # the third attempt is followed by a longer pause


def test_time_passes_for_the_database_and_for_python(scenario, ring):
    scenario.when(ring)
    scenario.time_passes(days=3, hours=1)

    aged = OutboxEvent.objects.get(name=BellRang.name).occurred_at
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp() - occurred_at FROM dovetail_kernel_outboxevent "
            "WHERE name = %s",
            [BellRang.name],
        )
        passed = cursor.fetchone()[0]

    for found in (passed, timezone.now() - aged):
        assert timedelta(days=3, hours=1) <= found < timedelta(days=3, hours=1, minutes=1)


def test_hours_that_have_passed_are_told(scenario):
    scenario.turn("shared_kernel.tell_time")
    assert scenario.told_names() == []

    scenario.time_passes(hours=2)
    scenario.turn("shared_kernel.tell_time")

    assert scenario.told_names().count("shared_kernel.hour_passed.v1") == 2
