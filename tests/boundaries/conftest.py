"""A copy of the house that violations are put into, and what the walls say of each."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BrokenBy = Callable[[dict[str, str]], set[str]]


class House:
    """A copy of the sources with one interpreter that lints it, as often as asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
        for part in ("src", "host_project", "tools"):
            shutil.copytree(ROOT / part, folder / part, ignore=ignored)
        shutil.copy(ROOT / "importlinter.cfg", folder)
        self._linter = subprocess.Popen(
            [sys.executable, ROOT / "tests/support/lint_loop.py"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def lint(self) -> dict[str, str]:
        assert self._linter.stdin
        assert self._linter.stdout
        print(file=self._linter.stdin, flush=True)
        answer: dict[str, str] = json.loads(self._linter.stdout.readline())
        assert "not linted" not in answer, answer
        return answer

    def place(self, name: str) -> Path:
        """The file of a module, or the file at a path under the root where a slash is in it."""
        if "/" in name:
            return self.folder / name
        first, *below = name.split(".")
        base = self.folder / (
            "host_project" if first == "host_project" else f"src/{first}/dovetail/{first}"
        )
        target = base.joinpath(*below)
        return target / "__init__.py" if target.is_dir() else target.with_suffix(".py")

    def close(self) -> None:
        self._linter.communicate(timeout=10)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    copy = House(tmp_path_factory.mktemp("house") / "copy")
    yield copy
    copy.close()


@pytest.fixture
def broken_by(house: House) -> Iterator[BrokenBy]:
    """The contracts that break when lines are added to modules; undone after the test."""
    before: dict[Path, str | None] = {}

    def lint_with(lines: dict[str, str]) -> set[str]:
        for name, text in lines.items():
            file = house.place(name)
            before[file] = file.read_text("utf-8") if file.exists() else None
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{before[file] or ''}\n{text}\n", "utf-8")
        return set(house.lint())

    yield lint_with
    for file, text in before.items():
        if text is None:
            file.unlink()
            _remove_empty(file.parent, house.folder)
        else:
            file.write_text(text, "utf-8")


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
