"""Announced events become rows, in the transaction of the relay."""

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dovetail.notifications.models import Delivery, Notification
from dovetail.notifications.subscribers import InboxAndMail
from dovetail.shared_kernel.announcements import Announcer
from dovetail.shared_kernel.events import deliver_batch, publish
from dovetail.shared_kernel.models import OutboxDelivery
from dovetail.shared_kernel.ports import wired
from pantry.announcements import PANTRY_ID, KeyLost, ShelfEmptied, sealed

pytestmark = pytest.mark.django_db


def test_the_installed_app_serves_the_port():
    assert isinstance(wired(Announcer), InboxAndMail)


def test_holders_are_told_in_the_inbox_and_by_mail(cook, make_user, empty_shelf):
    make_user()

    empty_shelf("Rice & peas")

    told = Notification.objects.get()
    assert (told.recipient_id, told.title, told.body, told.category, told.action_url) == (
        cook.pk,
        "Rice & peas is empty",
        "The shelf Rice & peas has nothing left.",
        "stock",
        f"/pantries/{PANTRY_ID}",
    )
    delivery = Delivery.objects.get()
    assert (delivery.notification_id, delivery.status, delivery.address) == (
        told.id,
        "pending",
        "",
    )


def test_nothing_is_sent_while_the_relay_delivers(cook, empty_shelf, invite):
    empty_shelf()
    invite()

    assert mail.outbox == []
    assert Delivery.objects.filter(status="pending").count() == 2


def test_who_did_it_is_not_told(cook, make_user, grants, empty_shelf):
    other = make_user()
    grants.give(other, PANTRY_ID, "owner")

    empty_shelf(by=str(cook.pk))

    told = Notification.objects.values_list("recipient_id", "actor_id")
    assert list(told) == [(other.pk, str(cook.pk))]


def test_a_person_is_told_by_mail_alone(cook, happen):
    happen(KeyLost(user_id=str(cook.pk), sealed_code=sealed("1234")))

    told = Notification.objects.get()
    assert (told.recipient_id, told.in_inbox, told.title, told.body) == (cook.pk, False, "", "")
    assert Delivery.objects.get().notification_id == told.id


def test_an_address_is_written_to_and_has_no_inbox(invite):
    invite("guest@example.org")

    assert not Notification.objects.exists()
    delivery = Delivery.objects.get()
    assert (delivery.address, delivery.notification_id) == ("guest@example.org", None)


def test_who_is_gone_is_not_told(cook, happen):
    user_id = str(cook.pk)
    get_user_model().objects.filter(pk=cook.pk).delete()

    happen(KeyLost(user_id=user_id, sealed_code=""))

    assert not Notification.objects.exists()
    assert not OutboxDelivery.objects.filter(attempts__gt=0).exists()


def test_an_event_that_is_delivered_twice_tells_once(cook, empty_shelf, invite, deliver):
    empty_shelf()
    invite()

    OutboxDelivery.objects.update(status=0, done_at=None)
    again = deliver()

    assert again >= 2
    assert Notification.objects.count() == 1
    assert Delivery.objects.count() == 2


def test_a_repetition_after_the_deliveries_are_purged_sends_nothing(cook, empty_shelf, deliver):
    empty_shelf()
    Delivery.objects.all().delete()

    OutboxDelivery.objects.update(status=0, done_at=None)
    deliver()

    assert not Delivery.objects.exists()


def test_a_relay_that_fails_leaves_nothing(cook):
    @transaction.atomic
    def relay():
        publish(ShelfEmptied(pantry_id=PANTRY_ID, shelf="Rice"))
        deliver_batch()
        assert Notification.objects.exists()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        relay()

    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()


def test_many_holders_cost_as_many_queries_as_one(
    cook, make_user, grants, empty_shelf, django_assert_num_queries
):
    empty_shelf("Warm the caches")
    with CaptureQueriesContext(connection) as for_one:
        empty_shelf()
    Delivery.objects.all().delete()
    for _ in range(30):
        grants.give(make_user(), PANTRY_ID, "admin")

    with django_assert_num_queries(len(for_one)):
        empty_shelf()

    assert Delivery.objects.count() == 31
