"""An announced event becomes rows, in the transaction of the relay; nothing leaves the house."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from dovetail.notifications.conf import conf
from dovetail.notifications.enums import Channel
from dovetail.notifications.models import Delivery, Notification
from dovetail.shared_kernel.announcements import (
    Announcement,
    Outdated,
    Rendered,
    people_told,
    render,
)
from dovetail.shared_kernel.events import Envelope
from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.transports import UserId

NO_WORDS = Rendered(subject="", text="", html="", action_url="")
ROWS_AT_ONCE = 500


@transaction.atomic
def tell(*, announcement: Announcement, envelope: Envelope) -> int:
    """Tell an audience of an event, each once; how many are newly told."""
    if announcement.audience.kind == "address":
        return _tell_address(announcement, envelope)
    people = _known_users(people_told(announcement.audience, envelope))
    try:
        words = _words(announcement, envelope) if people else NO_WORDS
    except Outdated:
        return 0
    told = _notify(announcement, envelope, people, words)
    if Channel.MAIL in announcement.channels:
        _queue([_mail(announcement, envelope, notification=one) for one in told])
    return len(told)


def _tell_address(announcement: Announcement, envelope: Envelope) -> int:
    address = envelope.payload[announcement.audience.name]
    if not address or Channel.MAIL not in announcement.channels:
        return 0
    _queue([_mail(announcement, envelope, address=str(address))])
    return 1


def _known_users(user_ids: Sequence[UserId]) -> list[UserId]:
    """Who still has an account: a notification points to it."""
    if not user_ids:
        return []
    users = get_user_model()._base_manager.filter(pk__in=user_ids)
    return [str(key) for key in users.values_list("pk", flat=True)]


def _words(announcement: Announcement, envelope: Envelope) -> Rendered:
    if "inbox" not in announcement.channels:
        return NO_WORDS
    return render(announcement, envelope.payload)


def _notify(
    announcement: Announcement, envelope: Envelope, people: Sequence[UserId], words: Rendered
) -> list[Notification]:
    """Write those rows that are not there yet, and say which they are."""
    rows = [
        Notification(
            recipient_id=user_id,
            announcement=announcement.name,
            category=announcement.category,
            tenant_id=envelope.tenant_id,
            actor_id=envelope.actor_id or "",
            source_event_id=envelope.id,
            dedupe_key=_dedupe_key(announcement, envelope),
            in_inbox="inbox" in announcement.channels,
            title=words.subject[:255],
            body=words.text.strip(),
            action_url=words.action_url,
        )
        for user_id in people
    ]
    Notification.objects.bulk_create(rows, ROWS_AT_ONCE, ignore_conflicts=True)
    written = set(
        Notification.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True)
    )
    return [row for row in rows if row.id in written]


def _mail(
    announcement: Announcement,
    envelope: Envelope,
    *,
    notification: Notification | None = None,
    address: str = "",
) -> Delivery:
    delivery_id = uuid7()
    target = f":{notification.recipient_id}" if notification else ""
    return Delivery(
        id=delivery_id,
        notification=notification,
        channel=Channel.MAIL,
        announcement=announcement.name,
        tenant_id=envelope.tenant_id,
        source_event_id=envelope.id,
        idempotency_key=f"{_dedupe_key(announcement, envelope)}:{Channel.MAIL}{target}",
        message_id=_message_id(delivery_id),
        address=address,
        payload=dict(envelope.payload),
    )


def _queue(deliveries: Sequence[Delivery]) -> None:
    Delivery.objects.bulk_create(deliveries, ROWS_AT_ONCE, ignore_conflicts=True)


def _dedupe_key(announcement: Announcement, envelope: Envelope) -> str:
    return f"{announcement.name}:{envelope.id}"


def _message_id(delivery_id: UUID) -> str:
    sender = (conf().from_email or settings.DEFAULT_FROM_EMAIL).rstrip("> ")
    return f"<{delivery_id}@{conf().message_id_domain or sender.rpartition('@')[2]}>"
