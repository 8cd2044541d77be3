"""Every endpoint of a project, with what it promises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from dovetail.shared_kernel.api.limits import RateLimited
from dovetail.shared_kernel.api.operations import Operation, operation_of
from dovetail.shared_kernel.api.views import AUTHENTICATED, ApiView
from dovetail.shared_kernel.authz import Permission, StaffPermission

from ._markdown import codes, summary

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one URL."""

    method: str
    route: str
    """Where the project has it."""
    below: str
    """Where it is below the place that the project mounts its URLs at."""
    mounted: str
    """The module of URLs that names it."""
    view: type[ApiView]
    operation: Operation

    @property
    def access(self) -> str:
        declared = self.view.permissions[self.method]
        if isinstance(declared, Permission):
            return f"`{declared.code}`"
        if isinstance(declared, StaffPermission):
            return f"`{declared.code}` (staff)"
        return "anybody signed in" if declared == AUTHENTICATED else "everybody"

    @property
    def summary(self) -> str:
        words = summary(getattr(self.view, self.method.lower()))
        return f"{words} (deprecated)" if self.operation.deprecated else words

    @property
    def takes(self) -> str:
        """The names of what is sent in the body, or filters by, and a key where one is needed."""
        return ", ".join(part for part in (self._body(), self._filters(), self._key()) if part)

    def _body(self) -> str:
        if self.operation.request is None:
            return ""
        return f"`{{{', '.join(getattr(self.operation.request(), 'fields', {}))}}}`"

    def _filters(self) -> str:
        filterset = getattr(self.view, "filterset_class", None)
        if filterset is None or not self.operation.is_list:
            return ""
        return codes(f"?{name}" for name in filterset.base_filters)

    def _key(self) -> str:
        return "an `Idempotency-Key`" if self.operation.idempotency == "required" else ""

    @property
    def answers(self) -> str:
        return ", ".join(
            f"{status} `{answer.__name__}`" if isinstance(answer, type) else str(status)
            for status, answer in self.operation.responses.items()
        )

    @property
    def refusals(self) -> str:
        limited = (RateLimited,) if self.view.limits.get(self.method) else ()
        refusals = (*self.operation.refusals, *limited)
        return ", ".join(f"{each.status} `{each.code_of()}`" for each in refusals)


def endpoints() -> Iterator[Endpoint]:
    """Every method of every view of ours, in the order of the project's URLs."""
    yield from _below(get_resolver().url_patterns, "/", "", "")


def _below(patterns: Any, base: str, mounted: str, mount: str) -> Iterator[Endpoint]:
    for pattern in patterns:
        path = base + _braced(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            module = getattr(pattern.urlconf_module, "__name__", "")
            here = (module, path) if module else (mounted, mount)
            yield from _below(pattern.url_patterns, path, *here)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None)
            if isinstance(view, type) and issubclass(view, ApiView):
                yield from _methods(view, path, path.removeprefix(mount), mounted)


def _methods(view: type[ApiView], route: str, below: str, mounted: str) -> Iterator[Endpoint]:
    for method in METHODS:
        operation = operation_of(getattr(view, method.lower(), None))
        if operation is not None:
            yield Endpoint(method, route, below, mounted, view, operation)


def _braced(pattern: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)
