"""An event with a key happens once; what is sealed in one is forgotten."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from dovetail.shared_kernel.events import Event, forget_sealed, publish, registry
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from dovetail.shared_kernel.sealed import SealBroken, seal, unseal

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeLocked(Event):
    """Somebody chose a combination."""

    name: ClassVar = "kitchen.safe_locked.v1"

    place: str
    sealed_combination: str


@pytest.fixture
def lock():
    def publish_one(combination="1234"):
        with transaction.atomic():
            publish(SafeLocked(place="cellar", sealed_combination=seal(combination)))

    return publish_one


def boiled(key, kettle="red"):
    with transaction.atomic():
        publish(
            registry["kitchen.kettle_boiled.v1"](kettle=kettle, degrees=100), idempotency_key=key
        )


class TestKeys:
    def test_the_second_of_a_key_is_not_recorded(self, hear, deliver):
        heard = []
        hear(lambda envelope: heard.append(envelope.payload["kettle"]))

        boiled("today", "red")
        boiled("today", "blue")
        boiled("tomorrow", "green")
        deliver()

        assert heard == ["red", "green"]
        assert OutboxEvent.objects.count() == OutboxDelivery.objects.count() == 2

    def test_without_a_key_each_is_recorded(self, boil):
        boil()
        boil()

        assert OutboxEvent.objects.count() == 2

    def test_a_key_belongs_to_events_of_one_name(self, lock):
        boiled("today")
        with transaction.atomic():
            publish(
                SafeLocked(place="attic", sealed_combination=seal("1")), idempotency_key="today"
            )

        assert OutboxEvent.objects.count() == 2

    def test_a_key_whose_transaction_failed_is_free_again(self):
        with transaction.atomic():
            boiled("today")
            transaction.set_rollback(True)

        boiled("today")

        assert OutboxEvent.objects.count() == 1

    def test_it_is_one_statement(self, hear, django_assert_num_queries):
        hear(lambda envelope: None)

        with transaction.atomic(), django_assert_num_queries(1):
            publish(
                registry["kitchen.kettle_boiled.v1"](kettle="red", degrees=1),
                idempotency_key="today",
            )

    @pytest.mark.django_db(transaction=True)
    def test_of_many_at_once_one_is_recorded(self, hear, race):
        hear(lambda envelope: None)

        outcomes = race(8, lambda number: boiled("today", str(number)))

        assert outcomes == [None] * 8
        assert OutboxEvent.objects.count() == OutboxDelivery.objects.count() == 1


class TestSealedValues:
    def test_they_are_emptied_once_every_subscriber_had_them(self, lock, hear, deliver):
        opened = []
        hear(
            lambda envelope: opened.append(unseal(envelope.payload["sealed_combination"])),
            event=SafeLocked.name,
        )
        lock()

        assert forget_sealed(older_than=DAY) == 0
        deliver()
        assert forget_sealed(older_than=DAY) == 1
        assert forget_sealed(older_than=DAY) == 0

        assert opened == ["1234"]
        stored = OutboxEvent.objects.get()
        assert stored.payload == {"place": "cellar", "sealed_combination": ""}

    def test_no_row_of_any_table_holds_them_afterwards(self, lock, run_job):
        lock("a very particular combination")
        sealed = OutboxEvent.objects.get().payload["sealed_combination"]

        run_job("shared_kernel.forget_sealed")

        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{sealed[:60]}%"]
                )
                assert cursor.fetchone() == (0,), table

    @pytest.mark.parametrize("status", [DeliveryStatus.PENDING, DeliveryStatus.DEAD])
    def test_who_still_waits_finds_them_for_a_day(self, lock, hear, status):
        hear(lambda envelope: None, event=SafeLocked.name)
        lock()
        OutboxDelivery.objects.update(status=status)

        assert forget_sealed(older_than=DAY) == 0
        OutboxEvent.objects.update(occurred_at=Now() - DAY - timedelta(seconds=1))
        assert forget_sealed(older_than=DAY) == 1

    def test_a_replay_finds_the_seal_broken_and_says_so(self, lock, hear, deliver):
        hear(lambda envelope: unseal(envelope.payload["sealed_combination"]), event=SafeLocked.name)
        lock()
        deliver()
        forget_sealed(older_than=DAY)
        OutboxDelivery.objects.update(status=DeliveryStatus.PENDING)

        deliver()

        assert SealBroken.__name__ in OutboxDelivery.objects.get().last_error

    def test_other_events_are_never_looked_at(self, boil):
        boil()

        assert OutboxEvent.objects.filter(holds_sealed=True).count() == 0
        assert forget_sealed(older_than=timedelta(0)) == 0
