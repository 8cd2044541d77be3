"""What each installed context declares, read from the registries and the code."""

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import AppConfig
from django.core.checks.registry import registry as checks_registry
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.module_loading import import_string, module_has_submodule

from dovetail.shared_kernel import announcements as telling
from dovetail.shared_kernel import events as facts
from dovetail.shared_kernel import jobs as work
from dovetail.shared_kernel import ports as needs
from dovetail.shared_kernel.authz import Permission, StaffPermission, catalogue
from dovetail.shared_kernel.errors import Refusal
from dovetail.shared_kernel.identifiers import context_of
from dovetail.shared_kernel.manifest import Manifest, declaring_apps, manifest_of
from dovetail.shared_kernel.personal_data import Holding, holdings
from dovetail.shared_kernel.public_events import PublicEvent
from dovetail.shared_kernel.public_events import registry as public

from ._endpoints import Endpoint, endpoints
from ._markdown import summary

CHECK_ID = re.compile(r"""\bid="([a-z_]+\.[EWI]\d+)\"""")


class Undocumented(Exception):
    """Something that has to be shown does not say what it is."""


@dataclass(frozen=True, slots=True)
class Port:
    """What a context needs and does not own, and who serves it."""

    name: str
    protocol: type
    default: str
    wired: str


@dataclass(frozen=True, slots=True)
class Context:
    """One installed app that declares something."""

    name: str
    config: AppConfig
    manifest: Manifest

    @property
    def events(self) -> list[type[facts.Event]]:
        return [event for name, event in sorted(facts.registry.items()) if self._has(name)]

    @property
    def heard(self) -> list[facts.Subscription]:
        every = facts.all_subscriptions()
        return [one for name, one in sorted(every.items()) if self._has(name) and one.source]

    @property
    def announcements(self) -> list[telling.Announcement]:
        return [one for name, one in sorted(telling.registry.items()) if self._has(name)]

    @property
    def public_events(self) -> list[PublicEvent]:
        return [one for _, one in sorted(public.items()) if one.context == self.name]

    @property
    def jobs(self) -> list[work.Job]:
        return [one for name, one in sorted(work.registry.items()) if self._has(name)]

    @property
    def permissions(self) -> list[Permission | StaffPermission]:
        every: list[Permission | StaffPermission] = [*catalogue.all(), *catalogue.of_staff()]
        return [one for one in every if one.code.split(":")[0] == self.name]

    @property
    def ports(self) -> list[Port]:
        return [one for one in all_ports() if self._has(one.name)]

    @property
    def serves(self) -> list[Port]:
        """Ports of others that this context's adapters are wired to."""
        return [one for one in all_ports() if not self._has(one.name) and self._has_path(one.wired)]

    @property
    def endpoints(self) -> list[Endpoint]:
        return [one for one in endpoints() if self._has_path(one.view.__module__)]

    @property
    def personal_data(self) -> list[Holding]:
        return [one for one in holdings() if one.context == self.name]

    @property
    def tables(self) -> list[type[models.Model]]:
        found = self.config.get_models(include_auto_created=True)
        return sorted(found, key=lambda model: model._meta.db_table)

    @property
    def setting(self) -> str:
        return self.config.label.upper()

    @property
    def settings(self) -> type | None:
        return getattr(self._module("conf"), "Settings", None)

    @property
    def checks(self) -> Mapping[str, str]:
        """What each check says, by id; every id in their modules has to be among them."""
        names = {one.__module__ for one in _checks() if self._has_path(one.__module__)}
        described: dict[str, str] = {}
        used: set[str] = set()
        for module in map(sys.modules.__getitem__, names):
            described |= getattr(module, "CHECKS", {})
            used |= {*CHECK_ID.findall(inspect.getsource(module))}
        for each in sorted(used ^ {*described}):
            raise Undocumented(f"CHECKS of {self.config.name} and its checks differ by {each}.")
        return dict(sorted(described.items()))

    @property
    def refusals(self) -> list[type[Refusal]]:
        self._module("errors")
        found = {one for one in _subclasses(Refusal) if self._has_path(one.__module__)}
        return sorted(found, key=lambda one: (one.code_of(), one.__module__))

    def _has(self, name: str) -> bool:
        return name.split(".", 1)[0] == self.name

    def _has_path(self, path: str) -> bool:
        return path.startswith(f"{self.config.name}.")

    def _module(self, name: str) -> ModuleType | None:
        package = self.config.module
        if package is None or not module_has_submodule(package, name):
            return None
        return import_module(f"{self.config.name}.{name}")


def contexts() -> list[Context]:
    """
    The installed contexts by name.

    :raises Undocumented: when one has no manifest.
    """
    return sorted((_context(config) for config in declaring_apps()), key=lambda one: one.name)


def _context(config: AppConfig) -> Context:
    manifest = manifest_of(config)
    if manifest is None:
        raise Undocumented(f"{config.name} has no manifest on its AppConfig.")
    return Context(context_of(config.name), config, manifest)


def all_ports() -> Iterator[Port]:
    for name, protocol in sorted(needs.declared.items()):
        yield Port(name, protocol, needs.default_of(name) or "", _wired(name))


def _wired(name: str) -> str:
    try:
        return needs.path_of(name)
    except ImproperlyConfigured:
        return ""


def purpose_of(one: facts.Subscription) -> str:
    """What a subscriber does, in the words of its function."""
    function: Any = import_string(one.source)
    return summary(function)


def _checks() -> set[Any]:
    return {*checks_registry.registered_checks, *checks_registry.deployment_checks}


def _subclasses(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    for one in refusal.__subclasses__():
        yield one
        yield from _subclasses(one)
