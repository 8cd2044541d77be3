"""What must be true of billing before a project starts."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from dovetail.billing.conf import Settings, conf
from dovetail.billing.currencies import EXPONENTS
from dovetail.shared_kernel.ports import path_of

CHECKS = {
    "dovetail.E301": "a setting is misspelt",
    "dovetail.E302": "`currency` is no code of ISO 4217",
    "dovetail.E303": "`timezone` is no IANA time zone",
    "dovetail.E304": "`dunning_days` do not rise, or are more than eight",
    "dovetail.E305": "`ATOMIC_REQUESTS` is on",
    "dovetail.W301": "(`--deploy`) clocks can be moved over HTTP",
    "dovetail.W302": "(`--deploy`) the sandbox gateway is wired: no money moves",
}
"""What each check says, by id; shown in the reference."""


@checks.register("dovetail")
def check_settings(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        return list(_wrong(conf()))
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="dovetail.E301")]


@checks.register("dovetail", deploy=True)
def check_production(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if getattr(settings, "DOVETAIL_BILLING", {}).get("test_clocks"):
        found.append(
            checks.Warning(
                "DOVETAIL_BILLING['test_clocks'] lets customers move their clock.",
                hint="Turn it off in production.",
                id="dovetail.W301",
            )
        )
    if path_of("billing.PaymentGateway").endswith(".SandboxGateway"):
        found.append(
            checks.Warning(
                "The sandbox gateway is wired: no money moves.",
                hint="Wire another to billing.PaymentGateway in DOVETAIL_PORTS.",
                id="dovetail.W302",
            )
        )
    return found


def _wrong(chosen: Settings) -> Iterator[checks.CheckMessage]:
    if chosen.currency not in EXPONENTS:
        yield checks.Error(
            f"DOVETAIL_BILLING['currency'] is {chosen.currency!r}, no code of ISO 4217.",
            id="dovetail.E302",
        )
    try:
        ZoneInfo(chosen.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield checks.Error(
            f"DOVETAIL_BILLING['timezone'] is {chosen.timezone!r}, no IANA time zone.",
            id="dovetail.E303",
        )
    days = tuple(chosen.dunning_days)
    if list(days) != sorted(set(days)) or any(day < 1 for day in days) or len(days) > 8:
        yield checks.Error(
            "DOVETAIL_BILLING['dunning_days'] is at most eight days, each later than the last.",
            id="dovetail.E304",
        )
    if settings.DATABASES.get("default", {}).get("ATOMIC_REQUESTS"):
        yield checks.Error(
            "ATOMIC_REQUESTS puts the payment gateway inside a transaction.",
            hint="Turn it off for the default database: every service has its own transaction.",
            id="dovetail.E305",
        )
