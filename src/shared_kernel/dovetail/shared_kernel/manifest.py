"""What a context says of itself; all else is read from its code."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.apps import AppConfig, apps

Data = Literal["operational", "personal", "financial", "credentials"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What no code can tell of a context: stands on its AppConfig as `manifest`."""

    purpose: str
    """What it is for, in a sentence."""
    owner: str
    """Who answers for it: a team, as CODEOWNERS names it."""
    data: tuple[Data, ...]
    """What kinds of data its tables hold, the most delicate last."""


def declaring_apps() -> Iterator[AppConfig]:
    """The installed apps that declare events, ports, permissions and the like."""
    for config in apps.get_app_configs():
        if config.name.startswith("dovetail.") or getattr(config, "declares_dovetail", False):
            yield config


def manifest_of(config: AppConfig) -> Manifest | None:
    """What an app says of itself, if it does."""
    return getattr(config, "manifest", None)
