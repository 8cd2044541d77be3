"""Relays are killed and their backends terminated; nothing is lost, done twice or out of order."""

import random
import threading
import time
from collections import defaultdict

import pytest
from django.apps import apps
from django.db import connection, transaction

from brewery.events import PotEmptied
from brewery.models import Cup
from dovetail.shared_kernel.events import backlog, publish
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from relay_processes import relays

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not apps.is_installed("brewery"), reason="Only where the kernel is alone."),
]

ROUNDS = 20
POTS = 6
EVENTS_PER_ROUND = 40


def produce(pot, stop, written):
    """Publish in order, one transaction each; every eighth is rolled back."""
    try:
        while not stop.is_set() and written[pot] < ROUNDS * EVENTS_PER_ROUND // POTS:
            with transaction.atomic():
                publish(PotEmptied(pot=pot, number=written[pot] + 1))
                is_kept = random.random() > 1 / 8
                transaction.set_rollback(not is_kept)
            written[pot] += is_kept
            time.sleep(random.uniform(0, 0.004))
    finally:
        connection.close()


def terminate_a_backend():
    """What an operator or a failing network does to one of the relays' connections."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'relay' LIMIT 1"
        )


def wait_until_quiet(seconds=60):
    until = time.monotonic() + seconds
    while backlog().pending_count:
        assert time.monotonic() < until, backlog()
        time.sleep(0.1)


def wait_for_another_cup(seconds=30):
    before, until = Cup.objects.count(), time.monotonic() + seconds
    while Cup.objects.count() == before:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_relays_are_killed_twenty_times_and_every_event_has_its_effect_once():
    written, stop = defaultdict(int), threading.Event()
    pots = [f"pot {number}" for number in range(POTS)]
    producers = [threading.Thread(target=produce, args=(pot, stop, written)) for pot in pots]
    with relays(2) as running:
        for producer in producers:
            producer.start()
        for turn in range(ROUNDS):
            time.sleep(random.uniform(0.1, 0.9))
            if turn % 4 == 3:
                terminate_a_backend()
            else:
                victim = random.choice(running)
                victim.kill()
                victim.start()
        stop.set()
        for producer in producers:
            producer.join()
        wait_until_quiet()

    assert OutboxEvent.objects.count() == sum(written.values()) > 0
    for pot in pots:
        heard = Cup.objects.filter(pot=pot).order_by("id").values_list("number", flat=True)
        assert list(heard) == list(range(1, written[pot] + 1)), pot
    assert not OutboxDelivery.objects.filter(status=DeliveryStatus.DEAD).exists(), "an innocent"


def test_a_relay_that_writes_its_receipt_afterwards_does_things_twice():
    """The naive variant, under the same hands: it must fail, or the test above shows nothing."""
    with transaction.atomic():
        for number in range(200):
            publish(PotEmptied(pot="pot", number=number))

    with relays(1, "naive_relay") as [naive]:
        for _ in range(6):
            wait_for_another_cup()
            time.sleep(random.uniform(0, 0.05))
            naive.kill()
            naive.start()

    numbers = list(Cup.objects.values_list("number", flat=True))
    assert numbers
    assert len(numbers) > len(set(numbers))
