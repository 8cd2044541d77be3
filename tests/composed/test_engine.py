"""Celery turns the crank: after a kill, or without its broker for a while, the next turn drains."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks

from dovetail.shared_kernel.events import beats
from dovetail.shared_kernel.models import JobSchedule, RateCount
from host_project import schedules
from redis_server import Valkey

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
SECONDS = 90
JOB = "shared_kernel.purge_rate_counts"
OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DOVETAIL_ALONE", "PYTHONWARNINGS")


@pytest.fixture
def redis(tmp_path):
    made = Valkey(tmp_path).start()
    yield made
    made.kill()


@pytest.fixture
def start(redis, tmp_path):
    """Start a process on the tests' database; each is a group that ends with the test."""
    running = []

    def run(*command):
        database = connection.settings_dict
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={
                **kept,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "DJANGO_SETTINGS_MODULE": "host_project.settings.base",
                "SECRET_KEY": django_settings.SECRET_KEY,
                "DATABASE_URL": (
                    f"postgresql://{database['USER'] or 'postgres'}:{database['PASSWORD']}"
                    f"@{database['HOST'].replace('/', '%2F')}:{database['PORT'] or 5432}"
                    f"/{database['NAME']}"
                ),
                "REDIS_URL": redis.url.rpartition("/")[0],
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        kill(process)


def kill(process):
    """kill -9 of the whole group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def celery(start):
    return start(
        *("-m", "celery", "-A", "host_project.celery", "worker", "--concurrency", "2"),
        *("--without-mingle", "--without-gossip"),
    )


def beat(start):
    words = ("beat", "--pidfile=", "--max-interval", "1")
    return start("-m", "celery", "-A", "host_project.celery", *words)


@contextmanager
def every_second():
    """Only this job has turns, as often as an operator may want them."""
    schedules.sync()
    second, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.exclude(task=JOB).update(enabled=False)
    PeriodicTask.objects.filter(task=JOB).update(interval=second, expire_seconds=None)
    PeriodicTasks.update_changed()
    yield


def expire(count, prefix):
    ended = Now() - timedelta(hours=1)
    RateCount.objects.bulk_create(
        [RateCount(key=f"{prefix} {number}", count=1, resets_at=ended) for number in range(count)]
    )


def wait_until(is_so, why):
    until = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < until, why
        time.sleep(0.05)


def wait_until_drained(why):
    wait_until(lambda: not RateCount.objects.exists(), why)


def test_killed_workers_and_a_broker_that_was_away_lose_nothing(start, redis):
    with every_second():
        worker, _ = celery(start), beat(start)
        expire(10, "before")
        wait_until_drained("Nobody has begun.")

        for turn in range(3):
            expire(3000, f"worker {turn}")
            kill(worker)
            worker = celery(start)
            wait_until_drained("A worker was killed.")

        redis.kill()
        expire(100, "broker")
        time.sleep(2)
        redis.start()
        wait_until_drained("The broker was away.")

    assert worker.poll() is None
    assert not JobSchedule.objects.get(name=JOB).last_error


def test_a_beat_and_a_worker_without_a_broker_give_each_turn_once(start, redis):
    """Each turn deletes once, from an empty table: PostgreSQL notes when, whoever it is."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE turns (began_at timestamptz)")
        cursor.execute(
            "CREATE FUNCTION note_turn() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO turns VALUES (clock_timestamp()); RETURN NULL; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER note_turn AFTER DELETE ON dovetail_kernel_ratecount "
            "FOR EACH STATEMENT EXECUTE FUNCTION note_turn()"
        )
    try:
        with every_second():
            every = 4
            interval = IntervalSchedule.objects.create(every=every, period="seconds")
            PeriodicTask.objects.filter(task=JOB).update(interval=interval)
            celery(start)
            beat(start)
            gaps_between_turns(count=1)
            for _ in range(2):
                start("-c", WORKER.format(job=JOB, every=every))
            wait_until(lambda: "relay" in beats(), "No worker has begun.")
            gaps = gaps_between_turns(count=6)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER note_turn ON dovetail_kernel_ratecount")
            cursor.execute("DROP FUNCTION note_turn")
            cursor.execute("DROP TABLE turns")

    assert min(gaps) >= every / 2 - 0.2, gaps


WORKER = """
import django; django.setup()
from django.core.management import call_command
from dovetail.shared_kernel import jobs
job = jobs.registry["{job}"]
jobs.registry.clear()
jobs.registry[job.name] = jobs.Job(job.name, {every}, job.run)
call_command("dovetail_worker")
"""


def gaps_between_turns(count):
    """The seconds between so many turns from now on."""
    began = []

    def have_been_given():
        with connection.cursor() as cursor:
            cursor.execute("SELECT began_at FROM turns WHERE began_at > %s ORDER BY 1", [now])
            began[:] = [at for (at,) in cursor.fetchall()]
        return len(began) > count

    now = timezone.now()
    wait_until(have_been_given, "No turns are given.")
    return [(later - earlier).total_seconds() for earlier, later in pairwise(began)]
