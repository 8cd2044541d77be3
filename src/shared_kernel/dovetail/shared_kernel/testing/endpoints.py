"""Every endpoint of a project, for tests that must leave none out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from dovetail.shared_kernel.api.views import ApiView
from dovetail.shared_kernel.authz import StaffPermission

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one URL."""

    method: str
    route: str
    """As OpenAPI writes it: `organizations/{organization_id}/members`."""
    view: type[ApiView]

    @property
    def key(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def is_for_staff(self) -> bool:
        """Whether only the platform's own people are let in."""
        return isinstance(self.view.permissions[self.method], StaffPermission)


def endpoints(prefix: str = "") -> Iterator[Endpoint]:
    """Every method of every view of ours below a prefix."""
    for route, pattern in _patterns(get_resolver().url_patterns, ""):
        view = getattr(pattern.callback, "view_class", None)
        if route.startswith(prefix) and isinstance(view, type) and issubclass(view, ApiView):
            for method in METHODS:
                if hasattr(view, method.lower()):
                    yield Endpoint(method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), view)


def _patterns(patterns: Any, base: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, base + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield base + str(pattern.pattern), pattern
