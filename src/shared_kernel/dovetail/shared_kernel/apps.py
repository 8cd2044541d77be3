from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import module_has_submodule

from .authz import Authorizer
from .manifest import Manifest, declaring_apps
from .ports import wired

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
        post_migrate.connect(_prepare_authorizer, sender=self)


def _prepare_authorizer(using: str, **kwargs: Any) -> None:
    """Let an authorizer that keeps rows of its own make those that it needs."""
    prepare = getattr(wired(Authorizer), "after_migrate", None)
    if prepare is not None:
        prepare(using)


def _import_declarations(config: AppConfig) -> None:
    for name in DECLARATIONS:
        if config.module is not None and module_has_submodule(config.module, name):
            import_module(f"{config.name}.{name}")
