"""Jobs drain tables; whoever turns the crank, twice or never, does no harm."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from dovetail.shared_kernel import jobs
from dovetail.shared_kernel.models import JobSchedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def turns():
    """A job that counts its turns, for the time of a test."""
    counted = []
    jobs.job("kitchen.sweep", every=60)(lambda budget: counted.append(budget) or len(counted))
    yield counted
    del jobs.registry["kitchen.sweep"]


def test_a_due_job_gets_one_turn(turns):
    jobs.run_due_jobs()
    jobs.run_due_jobs()

    assert len(turns) == 1


def test_a_job_is_due_again_when_its_time_has_passed(turns):
    jobs.run_due_jobs()
    JobSchedule.objects.update(next_run_at=Now() - timedelta(seconds=1))

    jobs.run_due_jobs()

    assert len(turns) == 2


def test_a_job_that_fails_says_why_and_stops_nobody():
    jobs.job("kitchen.burn", every=60)(lambda budget: 1 / 0)
    try:
        jobs.run_due_jobs()
    finally:
        del jobs.registry["kitchen.burn"]

    assert JobSchedule.objects.get(name="kitchen.burn").last_error.startswith("ZeroDivisionError")


@pytest.mark.django_db(transaction=True)
def test_several_workers_give_one_turn(turns, race):
    race(4, lambda number: jobs.run_due_jobs())

    assert len(turns) == 1


def test_a_turn_by_name_says_how_many_rows_it_did(turns, run_job):
    assert run_job("kitchen.sweep") == 1


def test_a_budget_is_spent_in_time():
    assert jobs.Budget(0).is_spent
    assert not jobs.Budget(60).is_spent


def test_a_job_that_is_always_due_gets_one_turn_a_round(turns):
    jobs.registry["kitchen.sweep"] = jobs.Job(
        "kitchen.sweep", 0, jobs.registry["kitchen.sweep"].run
    )

    assert jobs.run_due_jobs() >= 1
    assert len(turns) == 1


class TestAnEngineWithAScheduleOfItsOwn:
    def test_gives_turns_as_it_likes(self, turns):
        assert jobs.run_job_in_time("kitchen.sweep", every=10) == 1
        JobSchedule.objects.update(last_started_at=Now() - timedelta(seconds=6))

        assert jobs.run_job_in_time("kitchen.sweep", every=10) == 2

    def test_and_a_worker_beside_it_give_one(self, turns):
        assert jobs.run_job_in_time("kitchen.sweep", every=60) == 1
        jobs.run_due_jobs()
        assert jobs.run_job_in_time("kitchen.sweep", every=60) is None

        assert len(turns) == 1

    @pytest.mark.django_db(transaction=True)
    def test_and_workers_at_the_same_moment_give_one(self, turns, race):
        def turn_the_crank(number):
            if number % 2:
                jobs.run_due_jobs()
            else:
                jobs.run_job_in_time("kitchen.sweep", every=60)

        race(6, turn_the_crank)

        assert len(turns) == 1

    def test_is_told_that_a_job_failed_to_try_it_again(self):
        jobs.job("kitchen.burn", every=60)(lambda budget: 1 / 0)
        try:
            with pytest.raises(ZeroDivisionError):
                jobs.run_job_in_time("kitchen.burn", every=60)
            with pytest.raises(ZeroDivisionError):
                jobs.run_job_in_time("kitchen.burn", every=0)
        finally:
            del jobs.registry["kitchen.burn"]

        [schedule] = JobSchedule.objects.all()
        assert schedule.last_error.startswith("ZeroDivisionError")

    def test_is_seen_to_be_silent(self, turns):
        assert jobs.seconds_since_a_turn() is None

        jobs.run_job_in_time("kitchen.sweep", every=60)
        JobSchedule.objects.update(last_started_at=Now() - timedelta(seconds=90))

        assert 90 <= jobs.seconds_since_a_turn() < 95
