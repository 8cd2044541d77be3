"""One context reaches for another by an import; every way of writing it is seen."""

import pytest

IMPORTS = {
    "at the top": "from dovetail.billing import services",
    "of a module": "import dovetail.billing.services as theirs",
    "of one name": "from dovetail.billing.models import Invoice",
    "renamed": "from dovetail import billing as somebody",
    "in a function": "def late():\n    from dovetail.billing import repositories",
    "in a method": "class A:\n    def b(self):\n        import dovetail.billing.enums",
    "for types only": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
        "    from dovetail.billing.transports import Invoice"
    ),
    "where it is installed": "try:\n    import dovetail.billing\nexcept ImportError:\n    pass",
    "relative": "from ..billing import services",
    "star": "from dovetail.billing.events import *",
    "for a test's sake": "from dovetail.billing.testing import factories",
}


@pytest.mark.parametrize("line", IMPORTS.values(), ids=IMPORTS)
def test_an_import_of_another_context_is_seen(broken_by, line):
    broken = broken_by({"organizations.apps": line})

    assert {"context-map", "independent-contexts"} <= broken


@pytest.mark.parametrize(
    "module", ["services", "api.urls", "models", "testing", "migrations", "events"]
)
def test_it_is_seen_in_every_part_of_a_context(broken_by, module):
    broken = broken_by({f"notifications.{module}": "from dovetail.accounts import repositories"})

    assert "context-map" in broken


def test_a_detour_through_the_kernel_is_seen(broken_by):
    broken = broken_by(
        {
            "shared_kernel.identifiers": "from dovetail.billing import enums",
            "organizations.services": "from dovetail.shared_kernel import identifiers",
        }
    )

    assert {"context-map", "independent-contexts"} <= broken


@pytest.mark.parametrize("context", ["accounts", "billing", "notifications", "organizations"])
def test_the_kernel_knows_no_context(broken_by, context):
    broken = broken_by({"shared_kernel.errors": f"def late():\n    import dovetail.{context}.apps"})

    assert "context-map" in broken


@pytest.mark.parametrize("package", ["billing", "shared_kernel"])
def test_nothing_below_the_host_imports_it(broken_by, package):
    broken = broken_by({f"{package}.conf": "from host_project import settings"})

    assert "host-on-top" in broken


MODELS = {
    "of a context": "from dovetail.billing import models",
    "one model": "from dovetail.billing.models import Invoice",
    "of the kernel": "def depth():\n    from dovetail.shared_kernel.models import OutboxEvent",
}


@pytest.mark.parametrize("line", MODELS.values(), ids=MODELS)
def test_the_host_touches_no_model(broken_by, line):
    assert "models-private" in broken_by({"host_project.adapters": line})


def test_an_api_is_mounted_by_the_host_only(broken_by):
    assert "api-private" in broken_by({"billing.apps": "from dovetail.billing.api import urls"})


def test_the_host_mounts_an_api(broken_by):
    assert broken_by({"host_project.adapters": "from dovetail.billing.api import urls"}) == set()


NAMESPACE = {
    "bare": "import dovetail\n\nINVOICES = dovetail.billing.models",
    "renamed": "import dovetail as house\n\nINVOICES = house.billing.models",
    "in a function": "def all():\n    import dovetail\n    return dovetail",
    "star": "from dovetail import *",
    "past an import of one's own": (
        "import dovetail.organizations.enums\n\nINVOICES = dovetail.billing.models"
    ),
    "past an import, by getattr": (
        "import dovetail.organizations.enums\n\nINVOICES = getattr(dovetail, 'billing')"
    ),
    "past an import of the same context": (
        "import dovetail.organizations.enums\n\nINVOICES = dovetail.organizations.models"
    ),
}


@pytest.mark.parametrize("line", NAMESPACE.values(), ids=NAMESPACE)
def test_the_bare_namespace_stays_shut(broken_by, line):
    assert "bare-namespace" in broken_by({"organizations.apps": line})


def test_a_module_named_in_full_is_an_import_like_any_other(broken_by):
    line = "import dovetail.organizations.enums\n\nROLE = dovetail.organizations.enums.Role"

    assert broken_by({"organizations.adapters": line}) == set()
