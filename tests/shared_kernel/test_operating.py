"""What an operator sees and mends."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from dovetail.shared_kernel.events import remove_subscription, subscribe
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

    waits = {
        "pending_count": 0,
        "dead_count": 1,
        "oldest_pending_seconds": 0.0,
        "parked_key_count": 0,
        "held_key_count": 0,
    }
    assert status == {
        **waits,
        "queues": [{"subscription": "kitchen.pour", "is_declared": True, **waits}],
    }


def test_what_waits_for_code_that_is_gone_is_seen(dead):
    OutboxDelivery.objects.update(subscription="kitchen.removed")

    [queue] = json.loads(command("dovetail_events", "status"))["queues"]

    assert (queue["subscription"], queue["is_declared"]) == ("kitchen.removed", False)


def test_a_key_that_waits_for_its_next_attempt_is_counted(boil, hear, deliver):
    hear(lambda envelope: 1 / 0)
    for kettle in ("red", "red", "blue"):
        boil(kettle)
    deliver()

    assert json.loads(command("dovetail_events", "status"))["parked_key_count"] == 2


def test_each_dead_letter_is_one_line_of_json(dead):
    [line] = command("dovetail_events", "dead", "--subscription", "kitchen.pour").splitlines()

    assert json.loads(line) == {
        "id": dead.id,
        "subscription": "kitchen.pour",
        "event_id": str(dead.event_id),
        "event__name": "kitchen.kettle_boiled.v1",
        "ordering_key": "red",
        "attempts": 1,
        "crashes": 0,
        "last_error": dead.last_error,
    }
    assert command("dovetail_events", "dead", "--subscription", "kitchen.other") == ""


def test_one_dead_letter_is_delivered_again_and_who_did_it_is_kept(dead):
    assert command("dovetail_events", "retry", str(dead.id + 1)) == "0"
    assert command("dovetail_events", "retry", str(dead.id), "--by", "ada") == "1"

    dead.refresh_from_db()
    assert (dead.status, dead.decision) == (DeliveryStatus.PENDING, "Retried by ada.")


def test_a_reader_that_cannot_read_what_is_published_is_named():
    @dataclass(frozen=True)
    class Steam:
        pressure: int

    def hiss(fact: Steam) -> None: ...

    assert command("dovetail_events", "check") == ""
    subscribe("kitchen.kettle_boiled.v1", name="kitchen.hiss")(hiss)
    try:
        with pytest.raises(CommandError, match=r"kitchen\.hiss: pressure is never published"):
            command("dovetail_events", "check")
    finally:
        remove_subscription("kitchen.hiss")


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


def test_what_waits_is_never_purged(boil, hear, deliver, run_job):
    hear(lambda envelope: 1 / 0)
    boil()
    deliver()
    OutboxEvent.objects.update(occurred_at=timezone.now() - timedelta(days=400))

    for status in (DeliveryStatus.PENDING, DeliveryStatus.DEAD):
        OutboxDelivery.objects.update(status=status)
        assert run_job("shared_kernel.purge_events") == 0

    OutboxDelivery.objects.update(status=DeliveryStatus.SKIPPED)
    assert run_job("shared_kernel.purge_events") == 1


def test_a_dead_letter_is_skipped_by_its_id_for_a_reason(dead):
    skip = ["dovetail_events", "skip", str(dead.id), "--by", "ada", "--reason", "boiled twice"]

    assert command(*skip) == "1"
    assert command(*skip) == "0"

    dead.refresh_from_db()
    assert (dead.status, dead.decision) == (
        DeliveryStatus.SKIPPED,
        "Skipped by ada: boiled twice",
    )


def test_nothing_is_skipped_without_a_reason(dead):
    with pytest.raises(CommandError, match="--reason"):
        command("dovetail_events", "skip", str(dead.id))


@pytest.mark.parametrize("action", ["retry", "skip"])
def test_the_admin_retries_and_skips_and_logs_it(admin_client, admin_user, dead, action):
    url = reverse("admin:dovetail_kernel_outboxdelivery_changelist")
    assert "ZeroDivisionError" in admin_client.get(url).content.decode()

    admin_client.post(url, {"action": action, "_selected_action": [dead.id]})

    dead.refresh_from_db()
    assert dead.status == {"retry": DeliveryStatus.PENDING, "skip": DeliveryStatus.SKIPPED}[action]
    assert f"by {admin_user}" in dead.decision
    logged = LogEntry.objects.get()
    assert (logged.user_id, logged.object_id) == (admin_user.pk, str(dead.id))


@pytest.mark.parametrize("action", ["retry", "skip"])
def test_who_may_only_look_neither_retries_nor_skips(client, make_user, dead, action):
    viewer = make_user(username="viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_outboxdelivery"))
    client.force_login(viewer)
    url = reverse("admin:dovetail_kernel_outboxdelivery_changelist")
    assert client.get(url).status_code == 200

    client.post(url, {"action": action, "_selected_action": [dead.id]})

    dead.refresh_from_db()
    assert dead.status == DeliveryStatus.DEAD


def test_nobody_edits_an_event_by_hand(admin_client, dead):
    url = reverse("admin:dovetail_kernel_outboxevent_change", args=[dead.event_id])

    assert admin_client.get(url).status_code == 200
    assert admin_client.post(url, {"name": "other"}).status_code == 403
