"""What a distribution requires is what its code imports."""

import subprocess
import sys

import pytest


@pytest.fixture
def complaints(house):
    def run() -> str:
        command = [sys.executable, "-m", "tools.dependency_check"]
        return subprocess.run(command, cwd=house.folder, capture_output=True, text=True).stdout

    return run


def test_every_distribution_requires_what_it_imports(complaints):
    assert complaints() == "Every distribution requires what it imports, and nothing else.\n"


UNDECLARED = {
    "at the top": "import httpx",
    "a part of it": "from httpx import Client",
    "in a function": "def late():\n    import httpx",
}


@pytest.mark.parametrize("line", UNDECLARED.values(), ids=UNDECLARED)
def test_an_import_that_is_not_required_is_seen(broken_by, complaints, line):
    broken_by({"billing.adapters": line})

    assert "dovetail-billing imports httpx (dovetail.billing.adapters)" in complaints()


def test_another_context_is_a_distribution_of_its_own(broken_by, complaints):
    broken_by({"billing.adapters": "from dovetail import accounts"})

    assert "dovetail-billing imports dovetail-accounts" in complaints()


def test_a_requirement_that_nobody_imports_is_seen(house, complaints):
    pyproject = house.folder / "src/billing/pyproject.toml"
    text = pyproject.read_text("utf-8")
    pyproject.write_text(text.replace("dependencies = [", 'dependencies = [\n  "httpx",', 1))
    try:
        assert "dovetail-billing requires httpx and does not import it" in complaints()
    finally:
        pyproject.write_text(text)
