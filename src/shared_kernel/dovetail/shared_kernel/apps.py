from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule

from .manifest import Manifest, declaring_apps

DECLARATIONS = (
    "ports",
    "permissions",
    "events",
    "public_events",
    "announcements",
    "subscribers",
    "personal_data",
    "tasks",
    "checks",
)


class SharedKernelConfig(AppConfig):
    name = "dovetail.shared_kernel"
    label = "dovetail_kernel"
    verbose_name = "Dovetail kernel"
    default_auto_field = "django.db.models.BigAutoField"
    manifest = Manifest(
        purpose="What at least two contexts need, and no noun of any of them.",
        owner="@dovetail/kernel",
        data=("operational", "personal"),
    )

    def ready(self) -> None:
        for config in declaring_apps():
            _import_declarations(config)


def _import_declarations(config: AppConfig) -> None:
    for name in DECLARATIONS:
        if config.module is not None and module_has_submodule(config.module, name):
            import_module(f"{config.name}.{name}")
