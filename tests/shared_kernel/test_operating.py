"""What an operator sees and mends."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, OutboxEvent

pytestmark = pytest.mark.django_db


def command(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def dead(boil, hear, deliver, settings):
    """A letter that died at its first attempt."""
    settings.DOVETAIL_KERNEL = {**settings.DOVETAIL_KERNEL, "max_attempts": 1}
    hear(lambda envelope: 1 / 0)
    boil()
    deliver()
    return OutboxDelivery.objects.get()


def test_the_status_is_one_line_of_json(dead):
    status = json.loads(command("dovetail_events", "status"))

    assert status == {
        "pending_count": 0,
        "dead_count": 1,
        "oldest_pending_seconds": 0.0,
        "held_key_count": 0,
    }


def test_dead_letters_are_delivered_again(dead):
    assert command("dovetail_events", "retry", "--subscription", "kitchen.other") == "0"
    assert command("dovetail_events", "retry", "--subscription", "kitchen.pour") == "1"

    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == (DeliveryStatus.PENDING, 0)


def test_the_relay_delivers_once_and_ends(boil, hear):
    heard = []
    hear(heard.append)
    boil()

    assert command("dovetail_relay", "--once") == "1"
    assert len(heard) == 1


def test_what_was_delivered_is_replayed_to_one_subscription(boil, hear, deliver):
    heard, other = [], []
    hear(heard.append)
    hear(other.append, name="kitchen.other")
    boil()
    deliver()
    since = ["--subscription", "kitchen.pour", "--since", "2020-01-01T00:00:00Z"]

    assert command("dovetail_events", "replay", *since, "--dry-run") == "1"
    assert command("dovetail_events", "replay", *since) == "1"
    deliver()

    assert (len(heard), len(other)) == (2, 1)


def test_a_new_subscription_is_given_what_was_before_it(boil, hear, deliver):
    for degrees in (1, 2):
        boil(degrees=degrees)
    heard = []
    hear(lambda envelope: heard.append(envelope.payload["degrees"]))
    since = ["--subscription", "kitchen.pour", "--since", "2020-01-01T00:00:00Z"]

    assert command("dovetail_events", "backfill", *since, "--dry-run") == "2"
    assert command("dovetail_events", "backfill", *since) == "2"
    assert command("dovetail_events", "backfill", *since) == "0"
    deliver()

    assert heard == [1, 2]
    assert set(OutboxDelivery.objects.values_list("ordering_key", flat=True)) == {"red"}


def test_nobody_subscribes_under_that_name():
    with pytest.raises(CommandError, match=r"kitchen\.nobody"):
        command(
            "dovetail_events",
            "backfill",
            "--subscription",
            "kitchen.nobody",
            "--since",
            "2020-01-01T00:00:00Z",
        )


def test_old_events_go_and_what_waits_stays(dead, boil, hear, deliver, run_job):
    old = timezone.now() - timedelta(days=40)
    hear(print, name="kitchen.other")
    OutboxEvent.objects.update(occurred_at=old)
    boil("blue")
    boil("green")
    deliver()
    OutboxEvent.objects.filter(payload__kettle="blue").update(occurred_at=old)
    OutboxDelivery.objects.filter(event__payload__kettle="blue").update(status=DeliveryStatus.DONE)

    assert command("dovetail_events", "purge", "--dry-run") == "1"
    assert run_job("shared_kernel.purge_events") == 1

    left = OutboxEvent.objects.values_list("payload__kettle", flat=True)
    assert sorted(left) == ["green", "red"]


def test_a_dead_letter_is_skipped_by_its_id(dead):
    assert command("dovetail_events", "skip", str(dead.id)) == "1"
    assert command("dovetail_events", "skip", str(dead.id)) == "0"


@pytest.mark.parametrize("action", ["retry", "skip"])
def test_the_admin_retries_and_skips(admin_client, dead, action):
    url = reverse("admin:dovetail_kernel_outboxdelivery_changelist")
    admin_client.post(url, {"action": action, "_selected_action": [dead.id]})

    dead.refresh_from_db()
    assert dead.status == {"retry": DeliveryStatus.PENDING, "skip": DeliveryStatus.SKIPPED}[action]


def test_nobody_edits_an_event_by_hand(admin_client, dead):
    url = reverse("admin:dovetail_kernel_outboxevent_change", args=[dead.event_id])

    assert admin_client.get(url).status_code == 200
    assert admin_client.post(url, {"name": "other"}).status_code == 403
