"""What must be true of notifications before a project starts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.template import Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from dovetail.shared_kernel.announcements import Announcement, registry

from .conf import Settings, conf

CHECKS = {
    "dovetail.E401": "a setting is misspelt",
    "dovetail.E402": "a setting makes no sense",
    "dovetail.E403": (
        "an announcement lacks a template, does not parse, or puts an address into the inbox"
    ),
    "dovetail.W401": ("(`--deploy`) without a timeout a mail server that hangs holds up all mail"),
}
"""What each check says, by id; shown in the reference."""

SHORTEST_LEASE = 30


@checks.register("dovetail")
def check_settings(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        chosen = conf()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="dovetail.E401")]
    return [
        checks.Error(f"DOVETAIL_NOTIFICATIONS[{key!r}] {claim}.", id="dovetail.E402")
        for key, claim in _wrong(chosen)
    ]


def _wrong(chosen: Settings) -> Iterator[tuple[str, str]]:
    if any(seconds < 0 for seconds in chosen.retry_seconds):
        yield "retry_seconds", "goes back in time"
    if chosen.lease_seconds < SHORTEST_LEASE:
        yield "lease_seconds", f"is less than {SHORTEST_LEASE}, too short for a slow mail server"
    if chosen.retention_days < 1:
        yield "retention_days", "is less than a day"
    if chosen.inbox_days < 1:
        yield "inbox_days", "is less than a day"


@checks.register("dovetail")
def check_announcements(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(f"The announcement {announcement.name} {fault}.", id="dovetail.E403")
        for announcement in registry.values()
        for fault in _faults(announcement)
    ]


def _faults(announcement: Announcement) -> Iterator[str]:
    if announcement.audience.kind == "address" and "inbox" in announcement.channels:
        yield "goes to an address and to the inbox, and an address has none"
    for ending in ("txt", "html"):
        try:
            get_template(f"{announcement.template}.{ending}")
        except TemplateDoesNotExist:
            yield f"has no template {announcement.template}.{ending}"
        except TemplateSyntaxError as error:
            yield f"has a broken template {announcement.template}.{ending}: {error}"
    for line in (announcement.subject, announcement.action_path):
        try:
            Template(line)
        except TemplateSyntaxError as error:
            yield f"has a broken line {line!r}: {error}"


@checks.register("dovetail", deploy=True)
def check_production(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if _mail_timeout() is not None:
        return []
    return [
        checks.Warning(
            "Without a timeout a mail server that hangs holds up all mail.",
            hint="Set EMAIL_TIMEOUT, or that of MAILERS, to 20 seconds or so.",
            id="dovetail.W401",
        )
    ]


def _mail_timeout() -> float | None:
    mailers: dict[str, Any] | None = getattr(settings, "MAILERS", None)  # Django 6.1
    if mailers is None:
        return settings.EMAIL_TIMEOUT
    timeout: float | None = mailers.get("default", {}).get("OPTIONS", {}).get("timeout")
    return timeout
