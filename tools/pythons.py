"""Finds the interpreters of this machine, on the path and where version managers keep them."""

import os
import re
import subprocess
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13")
KEPT_AT = (
    "~/.pyenv/versions/*/bin",
    "~/.local/share/uv/python/*/bin",
    "~/.asdf/installs/python/*/bin",
    "~/.local/share/mise/installs/python/*/bin",
    "/opt/python/*/bin",
    "/opt/homebrew/bin",
)


def folders() -> list[Path]:
    """Where an interpreter may be, the path first."""
    path = [Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry]
    kept = []
    for pattern in KEPT_AT:
        anchor, _, rest = os.path.expanduser(pattern).partition("*")
        folder, _, prefix = anchor.rpartition("/")
        kept += sorted(Path(folder or "/").glob(f"{prefix}*{rest}"), key=_natural, reverse=True)
    return [*path, *kept]


def _natural(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def runs(executable: Path, version: str) -> bool:
    """Whether it is that Python; the shim of a version manager may turn out to be none."""
    code = "import sys, venv, ssl; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [executable, "-c", code], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.strip() == version


def found() -> dict[str, Path]:
    """The first working interpreter of each version."""
    interpreters = {}
    for version in VERSIONS:
        candidates = (folder / f"python{version}" for folder in folders())
        working = (each for each in candidates if each.exists() and runs(each, version))
        if interpreter := next(working, None):
            interpreters[version] = interpreter
    return interpreters


if __name__ == "__main__":
    for version, interpreter in found().items():
        print(version, interpreter)
