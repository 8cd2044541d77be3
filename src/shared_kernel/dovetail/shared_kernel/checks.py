"""What must be true before a project starts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils.module_loading import import_string

from . import ports
from .conf import conf


@checks.register(checks.Tags.database)
def check_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"Dovetail needs PostgreSQL, and the database {alias!r} is "
            f"{connections[alias].vendor}.",
            hint="Use django.db.backends.postgresql with psycopg 3.",
            id="dovetail.E002",
        )
        for alias in databases or ()
        if alias == "default" and connections[alias].vendor != "postgresql"
    ]


@checks.register("dovetail")
def check_wiring(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [*_unknown_ports(), *_broken_adapters(), *_broken_settings()]


def _unknown_ports() -> Iterator[checks.CheckMessage]:
    for name in getattr(settings, "DOVETAIL_PORTS", {}):
        if name not in ports.declared:
            yield checks.Error(
                f"DOVETAIL_PORTS wires {name!r}, which no installed context declares.",
                hint=f"Declared are {', '.join(sorted(ports.declared)) or 'none'}.",
                id="dovetail.E003",
            )


def _broken_adapters() -> Iterator[checks.CheckMessage]:
    for name in ports.declared:
        try:
            import_string(ports.path_of(name))
        except (ImportError, ImproperlyConfigured) as error:
            yield checks.Error(f"The port {name} has no adapter: {error}", id="dovetail.E004")


def _broken_settings() -> Iterator[checks.CheckMessage]:
    try:
        conf()
    except ImproperlyConfigured as error:
        yield checks.Error(str(error), id="dovetail.E005")
