"""What notifications hold of a person: exported and erased."""

import json

import pytest
from django.db import connection, transaction

from dovetail.notifications.models import Delivery, DeliveryAttempt, Notification
from dovetail.shared_kernel.personal_data import Subject, erase, exported
from pantry.announcements import PANTRY_ID

pytestmark = pytest.mark.django_db


@pytest.fixture
def cook_as_subject(cook):
    return Subject(str(cook.pk), frozenset({"cook@example.org"}), "Ada Cook")


def test_a_person_gets_their_inbox_and_what_was_mailed(
    cook_as_subject, empty_shelf, invite, mail_server, pump
):
    empty_shelf("Rice")
    invite("cook@example.org")
    invite("guest@example.org")
    pump()

    held = json.loads(b"".join(exported(cook_as_subject)))["contexts"]["notifications"]

    assert [one["title"] for one in held["notifications"]] == ["Rice is empty"]
    assert [(one["address"], one["status"]) for one in held["deliveries"]] == [
        ("cook@example.org", "sent")
    ] * 2


def test_inbox_and_deliveries_go_and_those_of_others_stay(
    cook_as_subject, empty_shelf, invite, mail_server, pump
):
    empty_shelf()
    invite("Cook@Example.org")
    invite("guest@example.org")
    pump()

    for _ in range(2):
        erase(cook_as_subject)

    assert not Notification.objects.exists()
    assert Delivery.objects.get().address == "guest@example.org"
    assert DeliveryAttempt.objects.count() == 1


def test_what_is_due_is_not_sent_any_more(cook_as_subject, empty_shelf, invite, mail_server, pump):
    empty_shelf()
    invite("cook@example.org")

    erase(cook_as_subject)

    assert pump() == 0
    assert mail_server.mails == []


@pytest.mark.django_db(transaction=True)
def test_a_mail_in_hand_leaves_no_row(cook_as_subject, empty_shelf, mail_server, pump):
    empty_shelf()

    def erase_meanwhile():
        with transaction.atomic():
            erase(cook_as_subject)
        connection.close()

    mail_server.on_data = erase_meanwhile

    assert pump() == 1

    assert len(mail_server.mails) == 1  # the server had taken it
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()
    assert not DeliveryAttempt.objects.exists()


def test_dead_and_bounced_deliveries_go_too(cook_as_subject, invite):
    invite("cook@example.org")
    Delivery.objects.update(
        status="dead",
        finished_at="2026-01-01T00:00:00Z",
        last_error="550 <cook@example.org> unknown",
    )

    erase(cook_as_subject)

    assert not Delivery.objects.exists()


def test_others_keep_what_they_were_told_without_the_person(
    cook_as_subject, make_user, grants, empty_shelf
):
    grants.give(make_user(), PANTRY_ID, "admin")
    empty_shelf("shelf of Ada Cook (Cook@example.org), not of Ada Cooker,")

    erase(cook_as_subject)

    (left,) = Notification.objects.all()
    assert left.title == "shelf of [erased] ([erased]), not of Ada Cooker, is empty"
    assert "Ada Cook " not in left.body
    assert "cook@example.org" not in left.body.lower()
    payload = Delivery.objects.get().payload
    assert payload["shelf"] == "shelf of Ada Cook ([erased]), not of Ada Cooker,"
