"""What must be true of the settings before a project starts."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from .conf import conf

CHECKS = {
    "dovetail.E201": "a setting is misspelt",
    "dovetail.E202": "`accept_url` has no `{token}` in it",
}
"""What each check says, by id; shown in the reference."""


@checks.register("dovetail")
def check_settings(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        chosen = conf()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="dovetail.E201")]
    if chosen.accept_url and "{token}" not in chosen.accept_url:
        return [
            checks.Error(
                "DOVETAIL_ORGANIZATIONS['accept_url'] has no {token} in it, so nobody could "
                "accept an invitation.",
                hint="For example https://app.example.com/join#{token}",
                id="dovetail.E202",
            )
        ]
    return []
