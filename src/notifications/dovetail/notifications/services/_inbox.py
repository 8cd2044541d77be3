"""What a person does with their inbox."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce, Now

from dovetail.notifications import errors, repositories, transports
from dovetail.notifications.models import inbox_of
from dovetail.shared_kernel.transports import UserId


@transaction.atomic
def mark_notification(
    *, user_id: UserId, notification_id: UUID, read: bool | None = None
) -> transports.Notification:
    """
    Mark a notification as read or unread; None leaves it as it is.

    :raises NotificationNotFound:
    """
    rows = inbox_of(user_id).filter(id=notification_id)
    if read is True:
        rows.filter(read_at=None).update(read_at=Now(), seen_at=Coalesce("seen_at", Now()))
    if read is False:
        rows.update(read_at=None)
    return repositories.get_notification(user_id, notification_id)


@transaction.atomic
def mark_all_notifications(*, user_id: UserId, up_to: UUID) -> transports.MarkedNotifications:
    """
    Mark a notification and everything older as read; what is newer was perhaps not seen.

    :raises NotificationNotFound:
    """
    inbox = inbox_of(user_id)
    if not inbox.filter(id=up_to).exists():
        raise errors.NotificationNotFound
    unread = inbox.filter(read_at=None, id__lte=up_to)
    updated = unread.update(read_at=Now(), seen_at=Coalesce("seen_at", Now()))
    return transports.MarkedNotifications(updated=updated)
