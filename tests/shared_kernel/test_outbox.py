"""Events commit with the change they tell of, and reach each subscriber once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models.functions import Now

from dovetail.shared_kernel.events import (
    Backlog,
    ContractBroken,
    PublishedOutsideTransaction,
    Subscription,
    add_subscription,
    backlog,
    beat,
    beats,
    deliver_batch,
    publish,
    registry,
    remove_subscription,
    retry_dead,
    subscribe,
)
from dovetail.shared_kernel.events._subscriptions import read
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, OutboxEvent

pytestmark = pytest.mark.django_db


def pour(envelope):
    get_user_model().objects.create(username=str(envelope.id))


def poured():
    return get_user_model().objects.count()


def hasten():
    OutboxDelivery.objects.filter(status=0).update(available_at=Now() - timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_outside_a_transaction(boil, hear):
    event = registry["kitchen.kettle_boiled.v1"](kettle="red", degrees=99)

    with pytest.raises(PublishedOutsideTransaction):
        publish(event)

    assert OutboxEvent.objects.count() == 0


def test_what_is_rolled_back_was_never_published(boil, hear):
    hear(pour)

    with transaction.atomic():
        boil()
        transaction.set_rollback(True)

    assert (OutboxEvent.objects.count(), OutboxDelivery.objects.count()) == (0, 0)


def test_every_subscriber_hears_once(boil, hear, deliver):
    hear(pour, name="kitchen.pour")
    hear(lambda envelope: get_user_model().objects.create(username="second"), name="kitchen.note")
    boil()

    assert deliver() == 2
    assert deliver() == 0

    assert poured() == 2


def test_the_envelope_says_what_was_published(boil, hear, deliver):
    heard = []
    hear(heard.append)
    boil(kettle="blue", degrees=97)

    deliver()

    [envelope] = heard
    assert envelope.name == "kitchen.kettle_boiled.v1"
    assert envelope.payload == {"kettle": "blue", "degrees": 97}


def test_a_failing_subscriber_is_tried_again_and_leaves_nothing_behind(boil, hear, deliver):
    def spill(envelope):
        pour(envelope)
        raise RuntimeError("spilled")

    hear(spill)
    boil()

    deliver()

    delivery = OutboxDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.PENDING, 1)
    assert delivery.last_error == "RuntimeError: spilled"
    assert poured() == 0


def test_a_failure_holds_back_only_its_own_lane(boil, hear, deliver):
    heard = []

    def refuse_red(envelope):
        if envelope.payload["kettle"] == "red":
            raise RuntimeError
        heard.append(envelope.payload["degrees"])

    hear(refuse_red)
    for degrees, kettle in enumerate(["red", "blue", "red", "blue"]):
        boil(kettle, degrees)

    deliver()

    assert heard == [1, 3]
    assert list(OutboxDelivery.objects.order_by("id").values_list("attempts", flat=True)) == [
        1, 0, 0, 0,
    ]  # fmt: skip


def test_a_lane_is_delivered_in_order_after_its_failure(boil, hear, deliver):
    heard, broken = [], [True]

    def handle(envelope):
        if broken[0]:
            raise RuntimeError
        heard.append(envelope.payload["degrees"])

    hear(handle)
    boil(degrees=1)
    boil(degrees=2)
    deliver()
    broken[0] = False

    hasten()
    deliver()

    assert heard == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_constraint_that_is_checked_at_commit_fails_only_its_own_delivery(boil, hear, deliver):
    def handle(envelope):
        pour(envelope)
        if envelope.payload["kettle"] == "red":
            LogEntry.objects.create(user_id=0, object_repr="nobody", action_flag=1)

    hear(handle)
    boil("red")
    boil("blue")

    deliver()

    attempts = OutboxDelivery.objects.order_by("id").values_list("status", "attempts")
    assert list(attempts) == [(DeliveryStatus.PENDING, 1), (DeliveryStatus.DONE, 0)]
    assert poured() == 1


def test_the_last_attempt_makes_a_dead_letter_that_can_be_replayed(
    boil, hear, deliver, settings, monkeypatch
):
    settings.DOVETAIL_KERNEL = {**settings.DOVETAIL_KERNEL, "max_attempts": 2}
    broken = [True]

    def handle(envelope):
        if broken[0]:
            raise RuntimeError("again")
        pour(envelope)

    hear(handle)
    boil()
    for _ in range(2):
        deliver()
        hasten()

    assert OutboxDelivery.objects.get().status == DeliveryStatus.DEAD

    broken[0] = False
    assert retry_dead("kitchen.pour") == 1
    deliver()
    assert poured() == 1


def test_a_payload_that_a_reader_cannot_read_is_dead_at_once(boil, hear, deliver):
    @dataclass(frozen=True)
    class Steam:
        pressure: int

    hear(lambda envelope: read(Steam, envelope.payload))
    boil()

    deliver()

    delivery = OutboxDelivery.objects.get()
    assert delivery.status == DeliveryStatus.DEAD
    assert delivery.last_error.startswith("ContractBroken")


def test_a_reader_ignores_what_it_did_not_ask_for():
    @dataclass(frozen=True)
    class Heat:
        degrees: int

    assert read(Heat, {"degrees": 3, "kettle": "red"}) == Heat(3)
    with pytest.raises(ContractBroken):
        read(Heat, {"degrees": "3"})


def test_an_event_without_code_for_its_subscriber_waits(boil, hear):
    hear(pour)
    boil()
    OutboxDelivery.objects.update(subscription="kitchen.removed")

    assert deliver_batch() == 0
    assert OutboxDelivery.objects.get().attempts == 0


@pytest.mark.django_db(transaction=True)
def test_two_relays_handle_each_event_once_and_in_order(boil, hear, race):
    hear(pour)
    for number in range(60):
        boil(kettle=str(number % 3), degrees=number)

    def relay(_):
        handled = 0
        for _ in range(200):
            handled += deliver_batch(limit=5)
        return handled

    handled = race(4, relay)

    assert sum(handled) >= 60
    assert poured() == 60
    assert OutboxDelivery.objects.exclude(status=DeliveryStatus.DONE).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_relay_without_locks_would_handle_events_twice(boil, hear, race):
    """The naive variant: what the claim's lock is for."""
    hear(pour)
    for number in range(20):
        boil(kettle=str(number))

    def naive(_):
        pending = list(OutboxDelivery.objects.filter(status=0).order_by("id"))
        for delivery in pending:
            get_user_model().objects.create(username=f"{delivery.id} {id(pending)}")
            OutboxDelivery.objects.filter(id=delivery.id).update(status=DeliveryStatus.DONE)

    race(4, naive)

    assert poured() > 20


def test_a_statement_that_is_canceled_is_its_subscribers_own_failure(boil, hear, deliver):
    def dawdle(envelope):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20")
            cursor.execute("SELECT pg_sleep(5)")

    hear(dawdle)
    hear(pour, name="kitchen.other")
    boil()

    deliver()

    assert poured() == 1
    assert OutboxDelivery.objects.get(subscription="kitchen.pour").attempts == 1


@pytest.mark.parametrize("words", ["a\0b", "\ud800"])
def test_what_an_error_says_always_fits_into_a_row(boil, hear, deliver, words):
    def complain(envelope):
        raise RuntimeError(words)

    hear(complain)
    boil()

    deliver()

    assert OutboxDelivery.objects.get().last_error.startswith("RuntimeError")


def test_nobodys_failure_repeats_what_reaches_outside(boil, hear, deliver):
    sent = []
    add_subscription(
        Subscription(
            "kitchen.mail",
            "kitchen.kettle_boiled.v1",
            lambda envelope: sent.append(envelope.payload["degrees"]),
            reaches_outside=lambda: True,
        )
    )
    hear(lambda envelope: 1 / 0)
    try:
        for degrees in range(3):
            boil(degrees=degrees)
        deliver()
    finally:
        remove_subscription("kitchen.mail")

    assert sent == [0, 1, 2]


def test_two_subscriptions_of_one_name_are_refused():
    @dataclass(frozen=True)
    class Heat:
        degrees: int

    def first(fact: Heat) -> None: ...
    def second(fact: Heat) -> None: ...

    subscribe("kitchen.kettle_boiled.v1", name="kitchen.twice")(first)
    try:
        with pytest.raises(ImproperlyConfigured):
            subscribe("kitchen.kettle_boiled.v1", name="kitchen.twice")(second)
    finally:
        remove_subscription("kitchen.twice")


def test_the_backlog_says_what_waits(boil, hear, deliver):
    hear(pour)
    boil()
    hasten()

    assert (backlog().pending_count, backlog().dead_count) == (1, 0)
    assert backlog().oldest_pending_seconds >= 1

    deliver()
    assert backlog() == Backlog(0, 0, 0.0, 0, 0, [])


def test_a_process_says_that_it_is_alive():
    beat("relay")
    beat("relay")

    assert 0 <= beats()["relay"] < 5
