"""One number for all five distributions: -m tools.version prints it, with X.Y.Z it writes it."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROJECTS = sorted(ROOT.glob("src/*/pyproject.toml"))
KERNEL = re.compile(r'("dovetail-shared-kernel(?:\[\w+\])?~=)[^"]*"')
VERSION = re.compile(r'^version = "[^"]*"$', re.MULTILINE)


def series(version: str) -> str:
    """The kernel that contexts ask for: the first release of their own minor series."""
    major, minor, _ = version.split(".")
    return f"{major}.{minor}.0"


def disagreements() -> list[str]:
    """What keeps the five from being one release."""
    found = []
    expected = read(PROJECTS[0])["version"]
    for path in PROJECTS:
        project = read(path)
        if project["version"] != expected:
            found.append(f"{project['name']} is {project['version']}, not {expected}")
        for requirement in project["dependencies"]:
            if requirement.startswith("dovetail-") and not requirement.endswith(
                f"~={series(expected)}"
            ):
                found.append(f"{project['name']} asks for {requirement}")
    return found


def read(path: Path) -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads(path.read_text())["project"]
    return project


def write(version: str) -> None:
    for path in PROJECTS:
        text = VERSION.sub(f'version = "{version}"', path.read_text(), count=1)
        path.write_text(KERNEL.sub(rf'\g<1>{series(version)}"', text))


def main() -> int:
    if len(sys.argv) > 1:
        if not re.fullmatch(r"\d+\.\d+\.\d+", sys.argv[1]):
            print("A version has three numbers, such as 0.2.0.", file=sys.stderr)
            return 2
        write(sys.argv[1])
    print(read(PROJECTS[0])["version"])
    for disagreement in disagreements():
        print(disagreement, file=sys.stderr)
    return 1 if disagreements() else 0


if __name__ == "__main__":
    sys.exit(main())
