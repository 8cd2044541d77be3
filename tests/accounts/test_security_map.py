"""docs/security.md names the tests that guard each row: they exist, and nothing waits."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
DOCUMENT = (TESTS.parent / "docs" / "security.md").read_text()
NAMED = re.compile(r"`([a-z_]+/test_\w+\.py)::([\w:]+)`")
WAITS = re.compile(r"\*pending\b|\bbeing built\b|\bguards wait\b", re.IGNORECASE)
GUARDED = ("Behaviors", "What went wrong elsewhere", "ASVS 5.0")


def rows():
    """Of each section, its rows: what is promised, and what guards it."""
    for title in GUARDED:
        section = DOCUMENT.split(f"\n## {title}\n")[1].split("\n## ")[0]
        for line in section.splitlines():
            if line.startswith("| ") and not line.startswith("| ---"):
                cells = [cell.strip() for cell in line.strip("|").split(" | ")]
                if cells[-1].rstrip(" |") != "Guarded by":
                    yield title, cells[0].strip("| "), cells[-1].rstrip(" |")


@cache
def names_in(name):
    """The tests in a file: functions, and `Class::method`."""
    found = set()
    for node in ast.parse((TESTS / name).read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found.add(node.name)
            found |= {
                f"{node.name}::{each.name}"
                for each in node.body
                if isinstance(each, ast.FunctionDef)
            }
    return found


def test_every_test_that_is_named_exists():
    missing = [
        f"{name}::{test}"
        for name, test in NAMED.findall(DOCUMENT)
        if not (TESTS / name).is_file() or test not in names_in(name)
    ]

    assert NAMED.findall(DOCUMENT)
    assert missing == []


def test_every_row_is_guarded_or_says_why_not():
    unguarded = [
        f"{section}: {row}"
        for section, row, guard in rows()
        if not NAMED.search(guard)
        and not re.search(r"\]\(#[a-z0-9-]+\)", guard)
        and not guard.startswith("None: ")
    ]

    assert unguarded == []


def test_nothing_waits_for_what_is_still_to_be_built():
    waiting = [line for line in DOCUMENT.splitlines() if WAITS.search(line)]

    assert waiting == []


@pytest.mark.parametrize("section", GUARDED)
def test_no_row_stands_twice(section):
    names = [row for title, row, _ in rows() if title == section]

    assert len(names) == len(set(names)) > 10


def test_every_link_within_the_document_leads_somewhere():
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", DOCUMENT, re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#([a-z0-9-]+)\)", DOCUMENT)) <= anchors
