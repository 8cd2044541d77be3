"""An event that kills whoever delivers it is found, and buried alone."""

import time

import pytest
from django.apps import apps
from django.db import connections, transaction

from brewery.events import PotEmptied, VatBurst
from brewery.models import Cup
from dovetail.shared_kernel.events import bury_the_dead, deliver_batch, publish, retry_dead
from dovetail.shared_kernel.events._hand import LOCKS, WORKER_CRASH, Hand
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, RelayHand
from relay_processes import relays

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not apps.is_installed("brewery"), reason="Only where the kernel is alone."),
]


def pour(count, pot="pot"):
    with transaction.atomic():
        for number in range(count):
            publish(PotEmptied(pot=pot, number=number))


def burst(pot="vat"):
    with transaction.atomic():
        publish(VatBurst(pot=pot))


def poison():
    return OutboxDelivery.objects.get(subscription="brewery.die")


def revive_until(is_over, running, seconds=60):
    """What a supervisor does: start again whatever died."""
    until = time.monotonic() + seconds
    deaths = 0
    while not is_over():
        assert time.monotonic() < until, list(OutboxDelivery.objects.values())
        for relay in running:
            if relay.running.poll() is not None:
                deaths += 1
                relay.start()
        time.sleep(0.05)
    return deaths


def test_the_third_relay_that_dies_of_it_is_the_last():
    pour(30)
    burst()
    pour(30, "another pot")

    with relays(1) as running:
        deaths = revive_until(lambda: poison().status == DeliveryStatus.DEAD, running)
        revive_until(lambda: Cup.objects.count() == 60, running)

    assert deaths >= 3
    assert (poison().crashes, poison().last_error) == (3, WORKER_CRASH)
    assert Cup.objects.values("pot", "number").distinct().count() == 60
    innocent = OutboxDelivery.objects.exclude(subscription="brewery.die")
    assert set(innocent.values_list("status", flat=True)) == {DeliveryStatus.DONE}


def held_by_somebody_else(deliveries):
    """The note of a relay that is gone: its connection, and so its lock, with it."""
    hand = Hand()
    hand.note(deliveries)
    hand.close()
    with connections["default"].cursor() as cursor:
        while True:  # PostgreSQL takes a moment to notice
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s",
                [LOCKS],
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)


def test_what_was_delivered_by_the_dead_is_not_suspected():
    pour(2)
    first, second = OutboxDelivery.objects.order_by("id")
    OutboxDelivery.objects.filter(id=first.id).update(status=DeliveryStatus.DONE)
    held_by_somebody_else([first.id, second.id])

    assert bury_the_dead() == 1

    assert list(OutboxDelivery.objects.order_by("id").values_list("crashes", flat=True)) == [0, 1]
    assert RelayHand.objects.count() == 0


def test_who_lives_is_not_buried():
    pour(1)
    delivery = OutboxDelivery.objects.get()
    hand = Hand()
    hand.note([delivery.id])

    assert bury_the_dead() == 0

    delivery.refresh_from_db()
    assert delivery.crashes == 0
    hand.put_down()
    assert RelayHand.objects.count() == 0


def test_whose_connection_was_lost_takes_up_a_new_lock():
    pour(1)
    delivery = OutboxDelivery.objects.get()
    hand = Hand()
    hand.note([delivery.id])
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks "
            "WHERE locktype = 'advisory' AND classid = %s",
            [LOCKS],
        )

    hand.note([delivery.id])

    assert bury_the_dead() == 0
    hand.put_down()


def test_a_suspect_is_delivered_alone_and_cleared_by_success():
    pour(3)
    suspect = OutboxDelivery.objects.order_by("id")[1]
    held_by_somebody_else([suspect.id])
    bury_the_dead()
    hand = Hand()

    taken = []
    while count := deliver_batch(hand=hand):
        taken.append((count, RelayHand.objects.get(id=hand.id).in_hand))
    hand.put_down()

    assert Cup.objects.count() == 3
    assert list(Cup.objects.order_by("id").values_list("number", flat=True)) == [0, 1, 2]
    assert [suspect.id] in [ids for _, ids in taken]


def test_an_operator_may_let_it_try_again():
    burst()
    OutboxDelivery.objects.update(status=DeliveryStatus.DEAD, crashes=3)

    assert retry_dead("brewery.die") == 1

    assert (poison().status, poison().crashes) == (DeliveryStatus.PENDING, 0)
