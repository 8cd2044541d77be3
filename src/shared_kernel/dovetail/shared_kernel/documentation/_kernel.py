"""Every public name of the kernel, in its own words."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from ._facts import Undocumented
from ._markdown import code, summary, table

PACKAGE = "dovetail.shared_kernel"
UNSEEN = ("admin", "apps", "checks", "documentation", "management", "migrations", "tasks")
"""What Django finds, or a command uses; nobody imports it."""


def public_names() -> str:
    """The modules of the kernel, and what each has for others to import."""
    return "\n\n".join(
        part
        for name, module in _modules(PACKAGE)
        for part in (
            f"## {name.removeprefix(f'{PACKAGE}.')}",
            _said(module, name),
            table(("Name", "What it is"), _rows(module), without="Nothing of its own."),
        )
        if part
    )


def _modules(package: str) -> Iterator[tuple[str, ModuleType]]:
    """Public modules below a package; those whose extra is not installed are passed over."""
    for found in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
        last = found.name.rpartition(".")[2]
        if last.startswith("_") or last in (*UNSEEN, "verification"):
            continue
        try:
            module = import_module(found.name)
        except ImportError:
            continue
        yield found.name, module
        if found.ispkg:
            yield from _modules(found.name)


def _rows(module: ModuleType) -> Iterator[tuple[str, str]]:
    for name in _names(module):
        documented = getattr(module, name)
        if callable(documented) and not hasattr(documented, "__origin__"):
            yield code(name), _said(documented, f"{module.__name__}.{name}")


def _names(module: ModuleType) -> list[str]:
    """What a module exports, or else declares itself."""
    exported = getattr(module, "__all__", None)
    if exported is not None:
        return sorted(exported)
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    )


def _said(documented: Any, name: str) -> str:
    """
    The first paragraph of a docstring.

    :raises Undocumented: where there is none, or only what a dataclass makes up for itself.
    """
    words = summary(documented)
    if not words or words.startswith(f"{getattr(documented, '__name__', '')}("):
        raise Undocumented(f"{name} has no docstring, and others may import it.")
    return words
