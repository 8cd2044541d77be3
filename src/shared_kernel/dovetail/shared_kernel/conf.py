"""Typed settings: one dictionary for each context, read when asked."""

from dataclasses import dataclass, fields
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

S = TypeVar("S")

_read: dict[str, tuple[dict[str, Any], Any]] = {}


def read(setting: str, schema: type[S]) -> S:
    """
    What the project set, over the schema's defaults; made anew only when that has changed.

    :raises ImproperlyConfigured: for a key that the schema does not know.
    """
    chosen: dict[str, Any] = getattr(settings, setting, {})
    seen, made = _read.get(setting, (None, None))
    if seen != chosen or type(made) is not schema:
        made = _made(setting, schema, chosen)
        _read[setting] = (dict(chosen), made)
    return made


def _made(setting: str, schema: type[S], chosen: dict[str, Any]) -> S:
    known = {field.name for field in fields(schema)}  # type: ignore[arg-type]
    unknown = sorted(set(chosen) - known)
    if unknown:
        raise ImproperlyConfigured(
            f"{setting} has no setting {unknown[0]!r}; it knows {', '.join(sorted(known))}."
        )
    return schema(**chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project may set in DOVETAIL_KERNEL."""

    tenant_url_kwarg: str = "tenant_id"
    """The keyword in URLs that carries the tenant."""

    only_tenant_id: str = "00000000-0000-0000-0000-000000000001"
    """The one tenant there is where `django_permissions.DjangoPermissionAuthorizer` is wired."""

    max_attempts: int = 10
    """How often an event is handed to a failing subscriber before it becomes a dead letter."""

    sealing_keys: tuple[str, ...] = ()
    """Fernet keys for sealed values, the newest first; empty derives one from SECRET_KEY."""

    batch_size: int = 100
    """How many deliveries a relay claims in one transaction."""

    event_retention_days: int = 30
    """How long events are kept once every subscriber has had them; dead letters stay."""

    sealed_retention_hours: int = 24
    """After so many hours a sealed value in an event is emptied, whoever still waits for it."""

    problem_base_url: str = "/problems/"
    """What a problem code is appended to, to make the `type` of a problem document."""

    trusted_proxy_count: int = 0
    """How many proxies in front append to X-Forwarded-For; 0 believes the connection alone."""

    request_rate: str = ""
    """How many requests a caller may make, such as `600/1m`; empty does not count them."""

    rates_url: str = ""
    """The database of Redis in which `rates.redis.RedisMeter` counts, where that is wired."""


def conf() -> Settings:
    """What the project has set in DOVETAIL_KERNEL."""
    return read("DOVETAIL_KERNEL", Settings)
