from dovetail.shared_kernel.api.requests import Boolean, StrictSerializer, Uuid


class MarkNotification(StrictSerializer):
    read = Boolean(required=False, help_text="Whether it is read.")


class MarkAllNotifications(StrictSerializer):
    up_to = Uuid(help_text="The newest notification that the caller has seen.")
