"""A context's tables are its own, and nothing but the user model is referred to outside."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.db import models
from django.db.migrations.migration import SwappableTuple

from dovetail.shared_kernel.manifest import declaring_apps, manifest_of

CHECKS = {
    "dovetail.E020": "a foreign key leaves its context, and not to the user model",
    "dovetail.E021": "a foreign key to the user model is seen from there, or deletes along with it",
    "dovetail.E022": "(`--database default`) a migration depends on another context's",
    "dovetail.W020": "a table is not named after its app",
}
KERNEL = "dovetail_kernel"
KEEPING = (models.PROTECT, models.DO_NOTHING)


def contexts() -> Iterator[AppConfig]:
    """The apps that say, by a manifest, that they are a context."""
    return (config for config in declaring_apps() if manifest_of(config) is not None)


@checks.register("dovetail")
def check_tables(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        message
        for config in contexts()
        for model in config.get_models(include_auto_created=True)
        for message in (*_misnamed(config, model), *_leaving(config, model))
    ]


def _misnamed(config: AppConfig, model: type[models.Model]) -> Iterator[checks.CheckMessage]:
    table = model._meta.db_table
    if model._meta.managed and not table.startswith(f"{config.label}_"):
        yield checks.Warning(
            f"The table {table} of {config.name} does not begin with {config.label}_, so nobody "
            "sees whose it is.",
            id="dovetail.W020",
        )


def _leaving(config: AppConfig, model: type[models.Model]) -> Iterator[checks.CheckMessage]:
    users = apps.get_model(settings.AUTH_USER_MODEL)
    for field in model._meta.local_fields:
        other = getattr(field.remote_field, "model", None)
        if other is None or other._meta.app_label == config.label:
            continue
        place = f"{model._meta.label}.{field.name}"
        if other is users:
            yield from _too_close(place, field.remote_field)
        elif not _is_djangos_own(model, other, users):
            yield checks.Error(
                f"{place} leads to {other._meta.label}, a table of another context.",
                hint="Keep the id as a plain column, and hear of changes by events.",
                id="dovetail.E020",
            )


def _too_close(place: str, relation: Any) -> Iterator[checks.CheckMessage]:
    if not relation.hidden or relation.on_delete not in KEEPING:
        yield checks.Error(
            f"{place} leads to the user model, and is seen from there or deletes along with it.",
            hint='Give it related_name="+" and on_delete PROTECT or DO_NOTHING.',
            id="dovetail.E021",
        )


def _is_djangos_own(
    model: type[models.Model], other: type[models.Model], users: type[models.Model]
) -> bool:
    """What a user model inherits: groups, permissions, and the tables between."""
    between = [relation.remote_field.through for relation in users._meta.local_many_to_many]
    return model in (users, *between) and other._meta.app_label == "auth"


@checks.register(checks.Tags.database)
def check_migrations(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if "default" not in (databases or ()):
        return []
    return [
        checks.Error(
            f"{name} depends on {dependency[0]}.{dependency[1]}, a migration of another context.",
            hint="A context depends on the kernel's, and on the swappable user model.",
            id="dovetail.E022",
        )
        for config in contexts()
        for name, migration in _migrations(config)
        for dependency in (*migration.dependencies, *migration.run_before)
        if not _may_depend(config, dependency)
    ]


def _migrations(config: AppConfig) -> Iterator[tuple[str, Any]]:
    chosen: dict[str, Any] = settings.MIGRATION_MODULES
    place = chosen.get(config.label, f"{config.name}.migrations")
    try:
        package = import_module(place) if place else None
    except ModuleNotFoundError:
        return
    for module in iter_modules(getattr(package, "__path__", ())):
        found = getattr(import_module(f"{place}.{module.name}"), "Migration", None)
        if found is not None:
            yield f"{place}.{module.name}", found


def _may_depend(config: AppConfig, dependency: Any) -> bool:
    if isinstance(dependency, SwappableTuple):
        return bool(dependency.setting == settings.AUTH_USER_MODEL)
    users = settings.AUTH_USER_MODEL.split(".")[0]
    own = (config.label, KERNEL, "__setting__", *(("auth",) if config.label == users else ()))
    return dependency[0] in own
