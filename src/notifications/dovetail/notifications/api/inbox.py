"""The caller's own inbox."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.notifications import errors, repositories, services, transports
from dovetail.shared_kernel.api.filters import ChoicesFilter, StrictFilterSet
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED, ApiView

from .serializers import MarkAllNotifications, MarkNotification


class NotificationFilter(StrictFilterSet):
    status = ChoicesFilter(
        choices=[("unread", "unread"), ("read", "read")],
        method="of_status",
        help_text="Only those that are unread, or only those that are read.",
    )

    def of_status(self, rows: Any, name: str, chosen: Sequence[str]) -> Any:
        wanted = {status == "unread" for status in chosen}
        return rows.filter(read_at__isnull=wanted.pop()) if len(wanted) == 1 else rows


class NotificationsView(ApiView):
    """The caller's inbox."""

    permissions = {"GET": AUTHENTICATED}
    filterset_class = NotificationFilter

    @operation("list_notifications", responses=Page[transports.Notification])
    def get(self, request: Request) -> Response:
        """List what the caller was told, the newest first."""
        return self.page(repositories.list_notifications(self.user_id))


class NotificationCountsView(ApiView):
    """The number on the bell."""

    permissions = {"GET": AUTHENTICATED}

    @operation("count_notifications", responses=transports.NotificationCounts)
    def get(self, request: Request) -> Response:
        """Count the caller's notifications."""
        return self.ok(repositories.count_notifications(self.user_id))


class NotificationView(ApiView):
    """One notification of the caller."""

    permissions = {"GET": AUTHENTICATED, "PATCH": AUTHENTICATED}

    @operation(
        "get_notification",
        responses=transports.Notification,
        refusals=(errors.NotificationNotFound,),
    )
    def get(self, request: Request, notification_id: UUID) -> Response:
        """Get a notification."""
        return self.ok(repositories.get_notification(self.user_id, notification_id))

    @operation(
        "mark_notification",
        request=MarkNotification,
        responses=transports.Notification,
        refusals=(errors.NotificationNotFound,),
    )
    def patch(self, request: Request, notification_id: UUID) -> Response:
        """Mark a notification as read, or as unread."""
        return self.ok(
            services.mark_notification(
                user_id=self.user_id,
                notification_id=notification_id,
                **validated(MarkNotification, request),
            )
        )


class MarkAllNotificationsView(ApiView):
    """The caller's inbox up to what they have seen."""

    permissions = {"POST": AUTHENTICATED}

    @operation(
        "mark_all_notifications",
        request=MarkAllNotifications,
        responses=transports.MarkedNotifications,
        refusals=(errors.NotificationNotFound,),
    )
    def post(self, request: Request) -> Response:
        """Mark a notification and everything older as read; what is newer stays as it is."""
        return self.ok(
            services.mark_all_notifications(
                user_id=self.user_id, **validated(MarkAllNotifications, request)
            )
        )
