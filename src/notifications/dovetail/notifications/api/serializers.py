from dovetail.shared_kernel.api.requests import Boolean, StrictSerializer, Uuid


class MarkNotification(StrictSerializer):
    """Whether the notification is to count as read."""

    read = Boolean(required=False, help_text="Whether it is read.")


class MarkAllNotifications(StrictSerializer):
    """Up to where the inbox was read."""

    up_to = Uuid(help_text="The newest notification that the caller has seen.")
