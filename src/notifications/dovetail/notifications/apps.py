from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "dovetail.notifications"
    label = "dovetail_notifications"
    verbose_name = "Notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now, and the port's module imports some.
        from dovetail.shared_kernel.announcements import Announcer  # noqa: PLC0415
        from dovetail.shared_kernel.ports import offer  # noqa: PLC0415

        offer(Announcer, "dovetail.notifications.subscribers.InboxAndMail")
