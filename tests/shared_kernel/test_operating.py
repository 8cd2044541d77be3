"""What an operator sees and mends."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery

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

    assert status == {"pending_count": 0, "dead_count": 1, "oldest_pending_seconds": 0.0}


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
