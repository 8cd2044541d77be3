from django.apps import AppConfig

from dovetail.shared_kernel.manifest import Manifest


class NotificationsConfig(AppConfig):
    name = "dovetail.notifications"
    label = "dovetail_notifications"
    verbose_name = "Notifications"
    default_auto_field = "django.db.models.BigAutoField"
    manifest = Manifest(
        purpose="How people learn of what happened: an inbox, and mail that arrives.",
        owner="@dovetail/notifications",
        data=("operational", "personal"),
    )

    def ready(self) -> None:
        # Models can be imported only now, and the port's module imports some.
        from dovetail.shared_kernel.announcements import Announcer  # noqa: PLC0415
        from dovetail.shared_kernel.ports import offer  # noqa: PLC0415

        offer(Announcer, "dovetail.notifications.subscribers.InboxAndMail")
