"""What is heard is told by somebody, and what is told is what was promised."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from dovetail.shared_kernel.events import all_subscriptions, has_publisher, schema_faults

CHECKS = {
    "dovetail.E025": "(`--deploy`) an event is not what its committed schema says",
    "dovetail.I020": "(`--deploy`) subscribers wait for a context that is not installed",
}


@checks.register("dovetail", deploy=True)
def check_schemas(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [checks.Error(fault, id="dovetail.E025") for fault in schema_faults()]


@checks.register("dovetail", deploy=True)
def check_publishers(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for one in all_subscriptions().values():
        if not has_publisher(one.event):
            waiting[one.event.split(".", 1)[0]].append(one.name)
    return [
        checks.Info(
            f"{', '.join(sorted(names))} hear what {context} tells, and it is not installed: they "
            "are never called.",
            hint="That is as it should be where the project does without it.",
            id="dovetail.I020",
        )
        for context, names in sorted(waiting.items())
    ]
