"""The house as it stands, and the shape that its files must have."""

import pytest


def test_every_contract_holds_in_a_clean_copy(house):
    assert house.lint() == {}


BILLING = "src/billing/dovetail/billing"
UNDECLARED = {
    "a context that nobody declared": ("src/shipping/dovetail/shipping/__init__.py", "context-map"),
    "a module beside the contexts": ("src/billing/dovetail/shared.py", "context-map"),
    "a file name that has no layer": ("billing.helpers", "context-layers"),
    "a folder that has no layer": (
        f"{BILLING}/mixins/__init__.py",
        "context-layers",
    ),
    "a kernel file that has no layer": ("shared_kernel.toolbox", "kernel-layers"),
    "a folder outside the graph": (
        f"{BILLING}/hidden/thing.py",
        "complete-graph",
    ),
    "a folder outside the graph, deeper": (
        f"{BILLING}/api/v2/views.py",
        "complete-graph",
    ),
    "a namespace that became a package": ("src/billing/dovetail/__init__.py", "complete-graph"),
}


@pytest.mark.parametrize(("place", "contract"), UNDECLARED.values(), ids=UNDECLARED)
def test_a_new_file_has_to_be_declared(broken_by, place, contract):
    assert contract in broken_by({place: '"""New."""'})


def test_a_new_context_may_not_import_another(broken_by):
    new = "src/shipping/dovetail/shipping/__init__.py"

    assert "context-map" in broken_by({new: "from dovetail.billing import services"})


CYCLES = {
    "between topics": {
        "billing.services._here": "from dovetail.billing.services import _there",
        "billing.services._there": "from dovetail.billing.services import _here",
    },
    "between files of one layer": {
        "billing.events": "from dovetail.billing import errors",
        "billing.errors": "from dovetail.billing import events",
    },
    "inside functions": {
        "billing.events": "def late():\n    from dovetail.billing import enums",
        "billing.enums": "def late():\n    from dovetail.billing import events",
    },
    "in the host": {
        "host_project.first": "from host_project import second",
        "host_project.second": "from host_project import first",
    },
}


@pytest.mark.parametrize("lines", CYCLES.values(), ids=CYCLES)
def test_a_cycle_is_seen(broken_by, lines):
    assert "acyclic" in broken_by(lines)
