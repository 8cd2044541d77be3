"""Reads of the inbox and of deliveries."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dovetail.shared_kernel.compiled import compiled
from dovetail.shared_kernel.transports import Rows, UserId, one

from . import errors, models, transports
from .enums import DeliveryStatus


@compiled
def list_notifications(user_id: UserId) -> Rows[transports.Notification]:
    """What a person was told, the newest first."""
    return models.inbox_of(user_id).into(transports.Notification).order_by("-id")


def get_notification(user_id: UserId, notification_id: UUID) -> transports.Notification:
    """
    One notification.

    :raises NotificationNotFound:
    """
    found = list_notifications(user_id).filter(id=notification_id)
    return one(found, errors.NotificationNotFound)


def count_notifications(user_id: UserId) -> transports.NotificationCounts:
    """How many notifications a person has."""
    inbox = models.inbox_of(user_id)
    # Two statements, because each is answered by an index alone; what is unseen is unread.
    counts = inbox.filter(read_at=None).aggregate(unread=Count("*"), seen=Count("seen_at"))
    return transports.NotificationCounts(
        unread=counts["unread"],
        unseen=counts["unread"] - counts["seen"],
        total=inbox.count(),
    )


def list_deliveries(status: DeliveryStatus) -> Rows[transports.Delivery]:
    """The deliveries that stand somewhere, the oldest first."""
    deliveries = models.Delivery.objects.filter(status=status)
    return deliveries.into(transports.Delivery).order_by("id")


def list_told(user_id: UserId) -> Rows[transports.Notification]:
    """What a person was told in the inbox, the oldest first."""
    return models.inbox_of(user_id).into(transports.Notification).order_by("id")


def list_written(user_id: UserId, addresses: Iterable[str]) -> Any:
    """What was mailed to a person, the oldest first."""
    theirs = models.Delivery.objects.filter(sent_to(user_id, addresses)).order_by("id")
    return theirs.values(
        "id", "announcement", "channel", "address", "status", "created_at", "finished_at"
    )


def sent_to(user_id: UserId, addresses: Iterable[str]) -> Q:
    """What is true of a delivery to a person, or to a bare address of theirs."""
    found = Q(notification__recipient_id=user_id)
    for address in addresses:
        found |= Q(address__iexact=address)
    return found
