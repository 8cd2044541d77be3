"""
Lints the working directory for each line it reads, and answers with the broken contracts.

One interpreter serves a whole suite: nothing of the linted packages is ever imported into it.
"""

import json
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from importlinter import configuration
from importlinter.application import use_cases
from importlinter.contracts import acyclic_siblings, forbidden, independence, layers, protected
from importlinter.domain.contract import registry

configuration.configure()
registry.register(acyclic_siblings.AcyclicSiblingsContract, "acyclic_siblings")
registry.register(forbidden.ForbiddenContract, "forbidden")
registry.register(independence.IndependenceContract, "independence")
registry.register(layers.LayersContract, "layers")
registry.register(protected.ProtectedContract, "protected")


class Portions:
    """Finds the namespace in the working directory only, wherever else it is installed."""

    @classmethod
    def find_spec(
        cls, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "dovetail":
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = sorted(map(str, Path.cwd().glob("src/*/dovetail")))
        return spec


def broken_contracts() -> dict[str, str]:
    """The ids of the contracts that do not hold, or what made the run impossible."""
    options = use_cases.read_user_options("importlinter.cfg")
    report = use_cases.create_report(options, cache_dir=None)
    ids = {contract["name"]: contract["id"] for contract in options.contracts_options}
    broken = {
        ids[contract.name]: str(check.metadata)[:2000]
        for contract, check in report.get_contracts_and_checks()
        if not check.kept
    }
    return broken | {name: str(error) for name, error in report.invalid_contract_options.items()}


if __name__ == "__main__":
    sys.meta_path.insert(0, Portions)
    sys.path.insert(0, str(Path.cwd()))
    answers, sys.stdout = sys.stdout, sys.stderr  # what import-linter draws is no answer
    for _ in sys.stdin:
        try:
            answer = broken_contracts()
        except Exception as error:
            answer = {"not linted": repr(error)}
        print(json.dumps(answer), file=answers, flush=True)
