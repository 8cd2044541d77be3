from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

DECLARATIONS = ("permissions", "events", "announcements", "subscribers", "tasks")


class SharedKernelConfig(AppConfig):
    name = "dovetail.shared_kernel"
    label = "dovetail_kernel"
    verbose_name = "Dovetail kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the checks)

        autodiscover_modules(*DECLARATIONS)
