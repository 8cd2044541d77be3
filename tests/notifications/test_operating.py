"""What operators see and do, and what the database itself refuses."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from dovetail.notifications.models import Delivery, DeliveryAttempt, Notification
from dovetail.shared_kernel import announcements as kernel
from pantry.announcements import ANNOUNCEMENTS, PANTRY_ID, KeyLost, sealed

pytestmark = pytest.mark.django_db

LONG_AGO = "2020-01-01T00:00:00Z"


def command(*arguments):
    out = StringIO()
    call_command("notifications_deliveries", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def dead(invite, mail_server, pump, settings):
    """A delivery that failed for good, and a server that is up again."""
    settings.DOVETAIL_NOTIFICATIONS = {"retry_seconds": ()}
    invite()
    mail_server.stop()
    pump()
    mail_server.start()
    return Delivery.objects.get()


def test_the_command_lists_and_retries(dead, pump):
    (line,) = command("list").splitlines()
    assert json.loads(line)["announcement"] == "pantry.guest_invited"
    assert command("list", "--status", "sent") == ""

    assert command("retry", "--announcement", "pantry.key_lost") == "retried=0\n"
    assert command("retry") == "retried=1\n"

    pump()
    assert [json.loads(one)["id"] for one in command("list", "--status", "sent").splitlines()] == [
        str(dead.id)
    ]


def test_the_command_refuses_what_it_does_not_know():
    with pytest.raises(CommandError):
        command("list", "--status", "lost")


@pytest.fixture
def operator(browser_for, make_user):
    """The admin, as a superuser sees it."""
    return browser_for(make_user(is_staff=True, is_superuser=True))


def test_the_admin_shows_deliveries_without_what_they_are_made_of(dead, operator):
    page = operator.get(
        reverse("admin:dovetail_notifications_delivery_change", args=[dead.id])
    ).content.decode()

    assert dead.message_id.strip("<>") in page
    assert "ConnectionRefusedError" in page
    assert "sealed_code" not in page
    assert 'name="_save"' not in page


def test_the_admin_sends_again(dead, operator, pump, mail_server):
    operator.post(
        reverse("admin:dovetail_notifications_delivery_changelist"),
        {"action": "retry", "_selected_action": [str(dead.id)]},
    )

    assert pump() == 1
    assert len(mail_server.mails) == 1


def test_the_old_is_purged_and_the_rest_stays(cook, empty_shelf, invite, pump, run_job):
    empty_shelf()
    pump()
    empty_shelf()
    pump()
    invite()
    Delivery.objects.filter(id=Delivery.objects.earliest("id").id).update(finished_at=LONG_AGO)

    assert run_job("notifications.purge") == 1
    assert Delivery.objects.count() == 2
    assert DeliveryAttempt.objects.count() == 1
    assert Notification.objects.count() == 2

    Notification.objects.update(created_at=LONG_AGO)
    assert run_job("notifications.purge") == 2
    assert Delivery.objects.count() == 1


def test_what_waits_is_never_purged(invite, run_job):
    invite()
    Delivery.objects.update(created_at=LONG_AGO, next_attempt_at=LONG_AGO)

    assert run_job("notifications.purge") == 0


def test_no_secret_is_left_in_any_row(cook, happen, empty_shelf, invite, mail_server, pump):
    empty_shelf()
    invite("bounce@example.org", code="code-4711")
    happen(KeyLost(user_id=str(cook.pk), sealed_code=sealed("code-4711")))
    waiting = everything()
    mail_server.refusals["bounce@example.org"] = "451 Later"
    pump()

    assert "code-4711" in mail_server.mails[-1].get_body().get_content()
    assert "code-4711" not in waiting
    assert "code-4711" not in everything()
    mail_server.refusals.clear()
    Delivery.objects.update(next_attempt_at=LONG_AGO)
    pump()
    assert sealed("code-4711") not in everything()


def everything():
    with connection.cursor() as cursor:
        texts = []
        for model in (Notification, Delivery, DeliveryAttempt):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM "
                           f"{model._meta.db_table} t")  # fmt: skip
            texts.append(cursor.fetchone()[0])
    return "\n".join(texts)


def check_ids(**options):
    return [(message.id, message.msg) for message in run_checks(tags=["dovetail"], **options)]


def test_an_announcement_without_templates_is_an_error(pantry):
    lost = replace(ANNOUNCEMENTS[1], name="pantry.found", template="pantry/found")
    kernel.registry[lost.name] = lost
    try:
        found = check_ids()
    finally:
        del kernel.registry[lost.name]

    assert found == [
        ("dovetail.E403", "The announcement pantry.found has no template pantry/found.txt."),
        ("dovetail.E403", "The announcement pantry.found has no template pantry/found.html."),
    ]
    assert check_ids() == []


def test_broken_lines_and_impossible_channels_are_errors(pantry):
    odd = replace(
        ANNOUNCEMENTS[2], name="pantry.odd", subject="{% if %}", channels=("inbox", "mail")
    )
    kernel.registry[odd.name] = odd
    try:
        found = check_ids()
    finally:
        del kernel.registry[odd.name]

    assert [identifier for identifier, _ in found] == ["dovetail.E403"] * 2


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"lease_second": 5}, "dovetail.E401"),
        ({"lease_seconds": 5}, "dovetail.E402"),
        ({"retry_seconds": (30, -1)}, "dovetail.E402"),
        ({"retention_days": 0}, "dovetail.E402"),
        ({"inbox_days": 0}, "dovetail.E402"),
    ],
)
def test_settings_that_make_no_sense_are_errors(settings, chosen, expected):
    settings.DOVETAIL_NOTIFICATIONS = chosen

    assert [identifier for identifier, _ in check_ids()] == [expected]


def test_a_project_without_a_mail_timeout_is_warned(settings):
    def warnings_with(seconds):
        if hasattr(mail, "mailers"):  # Django 6.1
            settings.MAILERS = {"default": {"OPTIONS": {"timeout": seconds}}}
        else:
            settings.EMAIL_TIMEOUT = seconds
        return [identifier for identifier, _ in check_ids(include_deployment_checks=True)]

    assert "dovetail.W401" in warnings_with(None)
    assert "dovetail.W401" not in warnings_with(20)


BROKEN = {
    "read without being seen": (Notification, {"read_at": LONG_AGO}),
    "a link to elsewhere": (Notification, {"action_url": "//evil.example"}),
    "a script for a link": (Notification, {"action_url": "javascript:alert(1)"}),
    "words outside of the inbox": (Notification, {"in_inbox": False}),
    "sending without a lease": (Delivery, {"status": "sending"}),
    "sent and still to be rendered": (Delivery, {"status": "sent", "finished_at": LONG_AGO}),
    "sent at no time": (Delivery, {"status": "sent", "payload": None}),
    "nowhere to go": (Delivery, {"notification": None}),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_the_database_refuses(cook, empty_shelf, broken):
    empty_shelf()
    model, values = BROKEN[broken]

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**values)


def test_attempts_are_never_changed_and_stay_until_the_end(invite, mail_server, pump, make_due):
    mail_server.refusals["guest@example.org"] = "451 Later"
    invite()
    pump()

    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryAttempt.objects.update(outcome="sent")
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryAttempt.objects.all().delete()

    mail_server.refusals.clear()
    make_due()
    pump()
    DeliveryAttempt.objects.all().delete()
    assert not DeliveryAttempt.objects.exists()


def test_a_person_is_deleted_with_their_inbox(cook, make_user, grants, empty_shelf, pump):
    other = make_user()
    grants.give(other, PANTRY_ID, "admin")
    empty_shelf()
    pump()

    get_user_model().objects.filter(pk=cook.pk).delete()

    assert list(Notification.objects.values_list("recipient_id", flat=True)) == [other.pk]
    assert Delivery.objects.count() == DeliveryAttempt.objects.count() == 1
