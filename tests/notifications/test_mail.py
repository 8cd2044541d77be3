"""Mail goes out once, late rather than never, and not to where it is refused."""

import pytest
from django.contrib.auth import get_user_model

from dovetail.notifications import services
from dovetail.notifications.conf import RETRY_SECONDS
from dovetail.notifications.models import Delivery, DeliveryAttempt
from dovetail.notifications.transports import Recipient
from dovetail.shared_kernel.models import OutboxDelivery
from pantry.announcements import KeyLost, sealed

pytestmark = pytest.mark.django_db


def outcomes():
    return list(DeliveryAttempt.objects.order_by("number").values_list("outcome", "code"))


def test_a_mail_arrives_once_with_text_and_html(cook, empty_shelf, mail_server, pump, settings):
    settings.DOVETAIL_NOTIFICATIONS = {"from_email": "Pantry <pantry@kitchen.example>"}
    empty_shelf("Rice & peas")

    assert (pump(), pump()) == (1, 0)

    (mail,) = mail_server.mails
    delivery = Delivery.objects.get()
    assert mail["Message-ID"] == delivery.message_id == f"<{delivery.id}@kitchen.example>"
    assert (mail["From"], mail["To"], mail["Subject"], mail["Auto-Submitted"]) == (
        "Pantry <pantry@kitchen.example>",
        "Ada Cook <cook@example.org>",
        "Rice & peas is empty",
        "auto-generated",
    )
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert text.strip() == "The shelf Rice & peas has nothing left."
    assert html.strip() == "<p>The shelf <b>Rice &amp; peas</b> has nothing left.</p>"
    assert (delivery.status, delivery.address) == ("sent", "cook@example.org")
    assert outcomes() == [("sent", "250")]


def test_a_duplicate_event_sends_no_second_mail(invite, deliver, mail_server, pump):
    invite()
    pump()

    OutboxDelivery.objects.update(status=0, done_at=None)
    deliver()
    pump()

    assert len(mail_server.mails) == 1


def test_many_mails_share_a_connection(invite, mail_server, pump):
    for number in range(5):
        invite(f"guest{number}@example.org")

    assert pump() == 5

    assert [mail["To"] for mail in mail_server.mails] == [
        f"guest{number}@example.org" for number in range(5)
    ]


def test_while_the_server_is_down_attempts_follow_the_schedule(invite, mail_server, pump, make_due):
    invite()
    mail_server.stop()

    waits = []
    for _ in RETRY_SECONDS:
        assert pump() == 1
        delivery = Delivery.objects.get()
        attempt = delivery.attempts.latest("number")
        waits.append(round((delivery.next_attempt_at - attempt.created_at).total_seconds(), -1))
        assert (delivery.status, pump()) == ("pending", 0)
        make_due()

    assert waits == list(RETRY_SECONDS)
    mail_server.start()
    assert pump() == 1
    assert len(mail_server.mails) == 1
    assert Delivery.objects.get().status == "sent"


def test_after_the_last_attempt_a_delivery_is_dead(
    invite, mail_server, pump, make_due, published, settings
):
    settings.DOVETAIL_NOTIFICATIONS = {"retry_seconds": (30,)}
    invite()
    mail_server.stop()

    for _ in range(3):
        pump()
        make_due()

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempt_count) == ("dead", 2)
    assert "ConnectionRefusedError" in delivery.last_error
    assert published()[-1] == (
        "notifications.delivery_dead.v1",
        {
            "delivery_id": str(delivery.id),
            "announcement": "pantry.guest_invited",
            "channel": "mail",
            "tenant_id": None,
            "user_id": None,
        },
    )

    mail_server.start()
    assert services.retry_dead() == 1
    assert pump() == 1
    assert len(mail_server.mails) == 1


def test_a_refused_recipient_bounces(cook, empty_shelf, invite, mail_server, pump, published):
    mail_server.refusals["cook@example.org"] = "550 5.1.1 No such user here"
    empty_shelf()
    invite()

    assert pump() == 2

    bounced = Delivery.objects.get(status="bounced")
    assert bounced.last_error == "550 5.1.1 No such user here"
    assert [mail["To"] for mail in mail_server.mails] == ["guest@example.org"]
    name, fact = published()[-1]
    assert (name, fact["user_id"], fact["code"]) == (
        "notifications.delivery_bounced.v1",
        str(cook.pk),
        "550",
    )


def test_refused_content_bounces(invite, mail_server, pump):
    mail_server.data_reply = "554 5.7.1 This is spam"
    invite()

    pump()

    assert Delivery.objects.get().status == "bounced"
    assert outcomes() == [("bounced", "554")]


@pytest.mark.parametrize(
    "reply", ["451 4.3.0 Try again later", "452 4.2.2 Mailbox full", "530 5.7.0 Log in first"]
)
def test_what_may_pass_is_tried_again(invite, mail_server, pump, make_due, reply):
    mail_server.refusals["guest@example.org"] = reply
    invite()
    pump()
    assert Delivery.objects.get().status == "pending"

    mail_server.refusals.clear()
    make_due()
    pump()

    assert Delivery.objects.get().status == "sent"
    assert outcomes() == [("failed", reply[:3]), ("sent", "250")]


def test_an_address_that_cannot_be_written_bounces(invite, mail_server, pump):
    invite("a@b.example\nBcc: c@d.example")

    pump()

    assert mail_server.mails == []
    assert Delivery.objects.get().status == "bounced"


def test_what_is_outdated_when_it_is_sent_is_canceled(invite, mail_server, pump, pantry):
    invite(code="4711")
    pantry.withdrawn.add(pantry.sealed("4711"))

    pump()

    assert mail_server.mails == []
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.payload) == ("canceled", None)


def test_who_may_not_log_in_any_more_is_not_written_to(cook, empty_shelf, mail_server, pump):
    empty_shelf()
    get_user_model().objects.filter(pk=cook.pk).update(is_active=False)

    pump()

    assert mail_server.mails == []
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.address) == ("canceled", "")


def test_a_mail_goes_to_the_address_of_the_day(cook, empty_shelf, mail_server, pump):
    empty_shelf()
    get_user_model().objects.filter(pk=cook.pk).update(email="new@example.org")

    pump()

    assert mail_server.mails[0]["To"] == "Ada Cook <new@example.org>"


def test_a_directory_of_the_project_is_asked(cook, empty_shelf, mail_server, pump, wire):
    class Directory:
        def people(self, user_ids):
            return [Recipient(each, f"{each}@directory.example", "") for each in user_ids]

    wire({"notifications.RecipientDirectory": Directory})
    empty_shelf()

    pump()

    assert mail_server.mails[0]["To"] == f"{cook.pk}@directory.example"


def test_an_announcement_that_cannot_be_rendered_holds_up_no_other(
    happen, cook, invite, mail_server, pump, pantry
):
    happen(KeyLost(user_id=str(cook.pk), sealed_code=sealed("1234")))
    invite()
    Delivery.objects.filter(announcement="pantry.key_lost").update(announcement="pantry.unheard_of")

    assert pump() == 2

    failed = Delivery.objects.get(status="pending")
    assert failed.last_error.startswith("It cannot be rendered: UndeclaredAnnouncement in ")
    assert len(mail_server.mails) == 1


def test_deleting_a_person_takes_what_is_on_its_way(cook, empty_shelf, invite, mail_server, pump):
    empty_shelf()
    invite()

    get_user_model().objects.filter(pk=cook.pk).delete()

    assert pump() == 1
    assert [mail["To"] for mail in mail_server.mails] == ["guest@example.org"]
    assert Delivery.objects.count() == 1
