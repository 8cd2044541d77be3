"""
Checks that each distribution declares what its code imports, and nothing else.

What the kernel requires, a context has from the kernel. Each portion is read for itself, so the
namespace hides nothing.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.source_files import sources_in

ROOT = Path(__file__).parents[1]
KERNEL = "dovetail-shared-kernel"
# Imported by Django's PostgreSQL engine, on the settings' behalf.
LOADED_BY_NAME = {"psycopg"}
# The plugin and the fixtures are loaded by the pytest that is there.
LOADS_US = {"pytest"}


@dataclass(frozen=True, slots=True)
class Declared:
    """What the pyproject.toml of a distribution asks for."""

    name: str
    module: str
    folder: Path
    required: set[str]
    optional: set[str]


def declared(pyproject: Path) -> Declared:
    read = tomllib.loads(pyproject.read_text("utf-8"))
    project = read["project"]
    extras = project.get("optional-dependencies", {}).values()
    module = read["tool"]["uv"]["build-backend"]["module-name"]
    return Declared(
        name=canonicalize_name(project["name"]),
        module=module,
        folder=pyproject.parent.joinpath(*module.split(".")),
        required=_names(project.get("dependencies", [])),
        optional=_names([requirement for extra in extras for requirement in extra]),
    )


def _names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(one).name) for one in requirements}


def imported(of: Declared, distributions: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """The distributions that a portion imports, and the modules that import each."""
    found: dict[str, set[str]] = {}
    for source in sources_in(of.folder, of.module):
        for _, target, name in source.imports:
            whole = f"{target}.{name}" if name else target
            for distribution in _distributions_of(whole, distributions):
                found.setdefault(distribution, set()).add(source.module)
    return found


def _distributions_of(module: str, distributions: Mapping[str, list[str]]) -> Iterator[str]:
    top, *below = module.split(".")
    if top == "dovetail" and below:
        yield f"dovetail-{below[0].replace('_', '-')}"
    elif top not in sys.stdlib_module_names:
        yield from map(canonicalize_name, distributions.get(top, [top]))


def complaints(of: Declared, kernel: Declared, uses: Mapping[str, set[str]]) -> Iterator[str]:
    is_context = of.name != kernel.name
    given = (kernel.required | kernel.optional) if is_context else of.optional
    for distribution in sorted(
        uses.keys() - of.required - of.optional - given - LOADS_US - {of.name}
    ):
        importer = min(uses[distribution])
        yield f"{of.name} imports {distribution} ({importer}) and does not require it"
    for distribution in sorted(of.required - uses.keys() - LOADED_BY_NAME):
        yield f"{of.name} requires {distribution} and does not import it"


def check(root: Path) -> list[str]:
    """Every complaint about the distributions under `src/`."""
    everything = [declared(path) for path in sorted((root / "src").glob("*/pyproject.toml"))]
    kernel = next(one for one in everything if one.name == KERNEL)
    distributions = packages_distributions()
    return [
        complaint
        for one in everything
        for complaint in complaints(one, kernel, imported(one, distributions))
    ]


if __name__ == "__main__":
    found = check(ROOT)
    print("\n".join(found) or "Every distribution requires what it imports, and nothing else.")
    sys.exit(1 if found else 0)
