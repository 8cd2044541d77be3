"""A name belongs to one context, and begins with it."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from dovetail.shared_kernel import announcements, events, jobs
from dovetail.shared_kernel.authz import Permission
from dovetail.shared_kernel.identifiers import context_of
from dovetail.shared_kernel.manifest import declaring_apps

CHECKS = {
    "dovetail.E023": "two installed apps are one context by their names",
    "dovetail.E024": "an event, a job, an announcement or a permission is named after another",
}


@checks.register("dovetail")
def check_names(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [*_claimed_twice(), *_named_after_others()]


def _claimed_twice() -> Iterator[checks.CheckMessage]:
    found = [(context_of(config.name), config.name) for config in declaring_apps()]
    times = Counter(context for context, _ in found)
    for context in sorted(name for name, count in times.items() if count > 1):
        names = " and ".join(sorted(app for one, app in found if one == context))
        yield checks.Error(
            f"{names} are both the context {context!r}: their ports, events and permissions "
            "would have the same names.",
            hint="Rename the package of yours.",
            id="dovetail.E023",
        )


def _named_after_others() -> Iterator[checks.CheckMessage]:
    installed = {context_of(config.name) for config in declaring_apps()}
    for kind, name, owner in _declared():
        context = name.replace(":", ".").split(".", 1)[0]
        if context != owner and owner in installed:
            yield checks.Error(
                f"The {kind} {name} is declared by {owner}, and named after {context}.",
                id="dovetail.E024",
            )


def _declared() -> Iterator[tuple[str, str, str]]:
    """What kind it is, its name, and the context whose code declares it."""
    for event in events.registry.values():
        yield "event", event.name, context_of(event.__module__)
    for job in jobs.registry.values():
        yield "job", job.name, context_of(job.run.__module__)
    for one in announcements.registry.values():
        if one.name.split(".", 1)[0] != one.event.split(".", 1)[0]:
            yield "announcement", one.name, one.event.split(".", 1)[0]
    for config in declaring_apps():
        module = sys.modules.get(f"{config.name}.permissions")
        for one in vars(module).values() if module else ():
            if isinstance(one, Permission):
                yield "permission", one.code, context_of(config.name)
