"""The SQL boundary: each statement belongs to the context whose code issued it."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

KERNEL = "dovetail.shared_kernel"
FRAMEWORK = ("django.contrib.auth", "django.contrib.sessions", "rest_framework.authentication")


class Boundary:
    """
    Watches every statement of a test, in all its threads.

    The innermost frame of a `dovetail.<context>` module says whose statement it is; a table of
    another context in its text is a violation. The kernel's tables are everybody's, and the
    user model's table is the one that foreign keys may leave a context for.
    """

    def __init__(self) -> None:
        self.violations: set[str] = set()
        self._tables: dict[str, frozenset[str]] = {}

    @cached_property
    def owners(self) -> dict[str, str]:
        users = apps.get_model(settings.AUTH_USER_MODEL)._meta.db_table
        return {
            model._meta.db_table: config.name
            for config in apps.get_app_configs()
            if config.name.startswith("dovetail.")
            for model in config.get_models(include_auto_created=True)
            if model._meta.db_table != users
        }

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(map(re.escape, self.owners), key=len, reverse=True)
        return re.compile(rf"(?<!\w)({'|'.join(longest_first) or '(?!)'})(?!\w)")

    @contextmanager
    def watching(self) -> Iterator[None]:
        connection_created.connect(self._watch_new)
        for connection in connections.all(initialized_only=True):
            connection.execute_wrappers.append(self)
        try:
            yield
        finally:
            connection_created.disconnect(self._watch_new)
            for connection in connections.all(initialized_only=True):
                while self in connection.execute_wrappers:
                    connection.execute_wrappers.remove(self)

    def _watch_new(self, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        for table in self._tables_in(str(sql)):
            who, where = _issuer()
            owner = self.owners[table]
            if who is not None and owner not in (who, KERNEL):
                self.violations.add(f"{where} in {who} touches {table}, a table of {owner}")
        return execute(sql, params, many, context)

    def _tables_in(self, sql: str) -> frozenset[str]:
        found = self._tables.get(sql)
        if found is None:
            found = self._tables[sql] = frozenset(self._pattern.findall(sql))
        return found


def _issuer() -> tuple[str | None, str]:
    """The context whose code is innermost on the stack, and its line."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        context = _context_of(frame.f_globals.get("__name__", ""))
        if context == "framework":
            return None, ""
        if context:
            return context, f"{frame.f_globals['__name__']}:{frame.f_lineno}"
        frame = frame.f_back
    return None, ""


@cache
def _context_of(module: str) -> str | None:
    if module.startswith(FRAMEWORK):
        return "framework"
    if module.startswith("dovetail.") and not module.startswith(KERNEL):
        return ".".join(module.split(".")[:2])
    return None
