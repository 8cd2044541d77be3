"""What must be true before a project starts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.urls import URLResolver, get_resolver
from django.utils.module_loading import import_string

from . import (
    ports,
    public_events,
    verification,  # noqa: F401  (registers its checks)
)
from .api.limits import REQUESTS, limits_of
from .api.operations import operation_of
from .api.views import ApiView, TenantView
from .authz import Permission, StaffPermission, catalogue
from .conf import conf
from .events import all_subscriptions, has_publisher, lacks, orphans
from .identifiers import context_of
from .manifest import declaring_apps, manifest_of
from .models import OutboxDelivery
from .personal_data import holdings
from .rates import quota_of

CHECKS = {
    "dovetail.E001": "a view answers a method and does not say who may call it",
    "dovetail.E002": "the database is not PostgreSQL",
    "dovetail.E003": "`DOVETAIL_PORTS` wires a port that nobody declares",
    "dovetail.E004": "a port has no adapter, or one that cannot be imported",
    "dovetail.E005": "a setting is misspelt",
    "dovetail.E006": "a view asks for a permission that nobody declares",
    "dovetail.E007": "a view does not describe a method",
    "dovetail.E008": (
        "a view asks for a permission of roles outside of a tenant, or in one for a personal one "
        "or one of staff"
    ),
    "dovetail.E009": (
        "a subscriber reads what its event does not say, though the publisher is installed"
    ),
    "dovetail.E010": "a public event belongs to no tenant, or its example cannot be built",
    "dovetail.E011": "two limits of a method have one name, or a rate is none",
    "dovetail.W001": (
        "(`--database default`) deliveries are stored for a subscription that nobody declares"
    ),
    "dovetail.W002": "an app declares something and has no manifest",
    "dovetail.W003": (
        "an app's manifest says that it holds personal data, and nothing exports and erases it"
    ),
}
"""What each check says, by id; shown in the reference."""

METHODS = ("get", "post", "put", "patch", "delete")


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


@checks.register(checks.Tags.database)
def check_orphans(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if "default" not in (databases or ()) or not _has_outbox():
        return []
    return [
        checks.Warning(
            f"{count} stored deliveries are for {name}, which no installed app declares.",
            hint="Declare it again under that name, or skip them with `dovetail_events skip`.",
            id="dovetail.W001",
        )
        for name, count in orphans().items()
    ]


def _has_outbox() -> bool:
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return False
    return OutboxDelivery._meta.db_table in connection.introspection.table_names()


@checks.register("dovetail")
def check_contracts(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(f"{one.name} reads {one.event}: {lack}.", id="dovetail.E009")
        for one in all_subscriptions().values()
        if has_publisher(one.event)
        for lack in lacks(one)
    ]


@checks.register("dovetail")
def check_public_events(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(f"The public event {one.name}: {fault}.", id="dovetail.E010")
        for one in public_events.registry.values()
        for fault in _faults_of(one)
    ]


def _faults_of(public: public_events.PublicEvent) -> Iterator[str]:
    if public.source.tenant is None:
        yield f"{public.source.name} belongs to no tenant, so nobody could be told"
    try:
        built = public.data(public.example)
    except Exception as error:  # whatever the function of a context raises
        yield f"its example cannot be built: {error!r}"
    else:
        if not isinstance(built, public.body):
            yield f"{type(built).__name__} is built where {public.body.__name__} is promised"


@checks.register("dovetail")
def check_manifests(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Warning(
            f"{config.name} does not say what it is for, and who answers for it.",
            hint="Set `manifest = Manifest(...)` on its AppConfig.",
            id="dovetail.W002",
        )
        for config in declaring_apps()
        if manifest_of(config) is None
    ]


@checks.register("dovetail")
def check_personal_data(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    held = {one.context for one in holdings()}
    return [
        checks.Warning(
            f"{config.name} holds personal data, and does not say how to export and erase it.",
            hint="Declare `hold(Holding(...))` in its personal_data.py.",
            id="dovetail.W003",
        )
        for config in declaring_apps()
        if "personal" in getattr(manifest_of(config), "data", ())
        and context_of(config.name) not in held
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
        quota_of(conf().request_rate)
    except ImproperlyConfigured as error:
        yield checks.Error(str(error), id="dovetail.E005")


@checks.register(checks.Tags.urls)
def check_permissions(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    return [
        message for view in _views(get_resolver().url_patterns) for message in _undeclared(view)
    ]


@checks.register(checks.Tags.urls)
def check_limits(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    return [
        checks.Error(f"{view.__module__}.{view.__qualname__}: {fault}", id="dovetail.E011")
        for view in _views(get_resolver().url_patterns)
        for method in view.limits
        for fault in _limit_faults(view, method)
    ]


def _limit_faults(view: type[ApiView], method: str) -> Iterator[str]:
    names = [limit.name for limit in (*view.limits[method], REQUESTS)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two limits of {method} are named {name!r}."
    try:
        limits_of(view, method)
    except ImproperlyConfigured as error:
        yield str(error)


def _views(patterns: Any) -> Iterator[type[ApiView]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            view = getattr(pattern.callback, "view_class", None)
            if isinstance(view, type) and issubclass(view, ApiView):
                yield view


def _undeclared(view: type[ApiView]) -> Iterator[checks.CheckMessage]:
    name = f"{view.__module__}.{view.__qualname__}"
    for method in METHODS:
        handler = getattr(view, method, None)
        declared = view.permissions.get(method.upper())
        if handler is None:
            continue
        if declared is None:
            yield checks.Error(
                f"{name} answers {method.upper()} and does not say who may call it.",
                hint="Add the method to `permissions`.",
                id="dovetail.E001",
            )
        elif isinstance(declared, Permission | StaffPermission) and declared not in (
            *catalogue.all(),
            *catalogue.of_staff(),
        ):
            yield checks.Error(
                f"{name} asks for {declared.code}, which no context declares.",
                id="dovetail.E006",
            )
        yield from _misplaced(view, name, declared)
        if operation_of(handler) is None:
            yield checks.Error(
                f"{name} does not describe its {method.upper()}.",
                hint="Decorate the method with `operation`.",
                id="dovetail.E007",
            )


def _misplaced(view: type[ApiView], name: str, declared: Any) -> Iterator[checks.CheckMessage]:
    """A permission that is granted in tenants only, or never in one."""
    is_of_tenant = issubclass(view, TenantView)
    if isinstance(declared, Permission) and declared.is_personal == is_of_tenant:
        where = "in" if is_of_tenant else "outside of"
        yield checks.Error(
            f"{name} asks for {declared.code} {where} a tenant.",
            hint=f"Derive it from {'ApiView' if is_of_tenant else 'TenantView'}.",
            id="dovetail.E008",
        )
    if isinstance(declared, StaffPermission) and is_of_tenant:
        yield checks.Error(
            f"{name} asks for {declared.code}, of staff, in a tenant.",
            hint="Derive it from ApiView.",
            id="dovetail.E008",
        )
