"""The schedules of Celery's beat: one row for each job, which an operator may change."""

from io import StringIO

import pytest
from django.core.management import call_command
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from dovetail.shared_kernel import jobs
from host_project import schedules

pytestmark = pytest.mark.django_db

MAIL = "notifications.send_mail"


def sync():
    out = StringIO()
    call_command("sync_schedules", stdout=out)
    return out.getvalue().strip()


def row(task=MAIL):
    return PeriodicTask.objects.get(task=task)


@pytest.fixture
def declare():
    """Declare the job of a later release for the time of a test."""
    kept = dict(jobs.registry)

    def declared(name, every):
        jobs.registry[name] = jobs.Job(name, every, lambda budget: 0)

    yield declared
    jobs.registry.clear()
    jobs.registry.update(kept)


def test_each_job_has_a_row_and_a_second_sync_changes_nothing():
    assert sync() == f"created={len(jobs.registry)} changed=0 removed=0"
    assert sync() == "created=0 changed=0 removed=0"

    assert set(PeriodicTask.objects.values_list("task", flat=True)) == set(jobs.registry)
    assert schedules.seconds_between(MAIL) == jobs.registry[MAIL].every


def test_what_an_operator_has_set_stays(declare):
    sync()
    interval = IntervalSchedule.objects.create(every=7, period=IntervalSchedule.MINUTES)
    PeriodicTask.objects.filter(task=MAIL).update(enabled=False, interval=interval)
    declare(MAIL, 30)

    assert sync() == "created=0 changed=0 removed=0"

    assert (row().enabled, row().interval) == (False, interval)
    assert schedules.seconds_between(MAIL) == 420


def test_what_nobody_has_set_follows_the_declaration(declare):
    sync()
    PeriodicTask.objects.filter(task=MAIL).update(enabled=False)
    declare(MAIL, 30)

    assert sync() == "created=0 changed=1 removed=0"

    assert (row().enabled, row().interval.every) == (False, 30)


def test_a_job_that_is_gone_loses_its_row_and_a_foreign_row_stays(declare):
    interval = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.DAYS)
    PeriodicTask.objects.create(name="ours", task="some.task", interval=interval)
    declare("kitchen.sweep", 60)
    sync()
    del jobs.registry["kitchen.sweep"]

    assert sync() == "created=0 changed=0 removed=1"

    assert row("some.task").name == "ours"
