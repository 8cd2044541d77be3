"""Time that passes is told once, and none of it is left out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from dovetail.shared_kernel.jobs import Budget
from dovetail.shared_kernel.models import OutboxEvent, ToldTime
from dovetail.shared_kernel.moments import tell_time

pytestmark = pytest.mark.django_db


def sleep(**time):
    """Let so much time pass for what was told."""
    ToldTime.objects.update(until=F("until") - timedelta(**time))
    OutboxEvent.objects.all().delete()


def told(name):
    return [
        event.payload
        for event in OutboxEvent.objects.filter(name=f"shared_kernel.{name}_passed.v1").order_by(
            "id"
        )
    ]


def test_a_new_project_is_told_nothing_of_the_past(run_job):
    assert run_job("shared_kernel.tell_time") == 0
    assert run_job("shared_kernel.tell_time") == 0


def test_a_period_that_passed_is_told_once(run_job):
    run_job("shared_kernel.tell_time")
    sleep(hours=1)

    assert run_job("shared_kernel.tell_time") == 1
    assert run_job("shared_kernel.tell_time") == 0
    (hour,) = told("hour")
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('hour', clock_timestamp(), 'UTC') - interval '1 hour'")
        assert hour["began_at"] == cursor.fetchone()[0].strftime("%Y-%m-%dT%H:%M:%SZ")


def test_after_a_standstill_each_is_told_in_order(run_job, deliver, hear):
    heard = []
    hear(
        lambda envelope: heard.append(envelope.payload["day"]), event="shared_kernel.day_passed.v1"
    )
    run_job("shared_kernel.tell_time")
    sleep(days=5)

    assert run_job("shared_kernel.tell_time") == 5 * 24 + 5
    deliver()

    assert len(told("day")) == 5
    assert heard == sorted(heard)
    assert len(set(heard)) == 5


def test_what_the_budget_does_not_reach_is_left_for_the_next_turn():
    tell_time(Budget())
    sleep(days=1)

    assert tell_time(Budget(0.0)) == 0
    assert tell_time(Budget()) == 25


@pytest.mark.django_db(transaction=True)
def test_many_workers_tell_each_once(race):
    tell_time(Budget())
    sleep(days=2)

    race(6, lambda _: tell_time(Budget()))

    assert (len(told("day")), len(told("hour"))) == (2, 48)
    assert len({hour["began_at"] for hour in told("hour")}) == 48


@pytest.mark.django_db(transaction=True)
def test_a_first_turn_of_many_workers_tells_nothing(race):
    race(6, lambda _: tell_time(Budget()))

    assert OutboxEvent.objects.count() == 0
    assert ToldTime.objects.count() == 2
