from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

DECLARATIONS = ("ports", "permissions", "events", "announcements", "subscribers", "tasks", "checks")


class SharedKernelConfig(AppConfig):
    name = "dovetail.shared_kernel"
    label = "dovetail_kernel"
    verbose_name = "Dovetail kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for config in apps.get_app_configs():
            if config.name.startswith("dovetail.") or getattr(config, "declares_dovetail", False):
                _import_declarations(config)


def _import_declarations(config: AppConfig) -> None:
    for name in DECLARATIONS:
        if config.module is not None and module_has_submodule(config.module, name):
            import_module(f"{config.name}.{name}")
