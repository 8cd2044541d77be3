"""A relay is woken by each commit, also by those that come while it works."""

import threading
import time

import pytest
from django.apps import apps
from django.db import connection, transaction

from brewery.events import PotEmptied
from brewery.models import Cup
from dovetail.shared_kernel.events import publish, run_relay
from relay_processes import relays

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not apps.is_installed("brewery"), reason="Only where the kernel is alone."),
]

IDLE_SECONDS = 60
"""For so long a relay sleeps that nobody wakes: far longer than these tests take."""


@pytest.fixture
def relay():
    """A relay in a thread, which gives its connection back."""
    stop = threading.Event()

    def run():
        try:
            run_relay(keep_on=lambda: not stop.is_set(), idle_seconds=IDLE_SECONDS)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: listeners() == 1)
    yield
    stop.set()
    knock()
    thread.join(10)
    assert not thread.is_alive()


def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone()[0]


def listeners():
    return sql(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle' "
        "AND datname = current_database() AND pid <> pg_backend_pid()"
    )


def knock():
    sql("SELECT pg_notify('dovetail_outbox', '')")


def pour(number):
    with transaction.atomic():
        publish(PotEmptied(pot=f"pot {number % 7}", number=number))


def wait_until(is_so, seconds=20):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, (Cup.objects.count(), "cups")
        time.sleep(0.005)


def test_no_commit_is_overheard_however_it_falls(relay):
    for number in range(300):
        pour(number)
        # Into the claim, the batch, its commit and the sleep of the relay, again and again.
        time.sleep((number * 7 % 40) / 4000)
        if number % 10 == 9:
            wait_until(lambda number=number: Cup.objects.count() == number + 1)


def test_the_queue_of_notifications_is_emptied_by_a_relay_that_is_never_idle(relay):
    used = []
    for number in range(600):
        pour(number)
        used.append(sql("SELECT pg_notification_queue_usage()"))

    assert max(used) < 0.001
    wait_until(lambda: Cup.objects.count() == 600)


def test_an_idle_relay_outlives_the_end_of_its_connection():
    with relays(1) as [relay]:
        pour(1)
        wait_until(lambda: Cup.objects.count() == 1, seconds=60)
        time.sleep(0.5)
        ended = sql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'relay'"
        )
        pour(2)
        wait_until(lambda: Cup.objects.count() == 2)

        assert ended >= 1
        assert relay.running.poll() is None
