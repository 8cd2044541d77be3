"""Runs tox for `make test` and, with --matrix, for every other Python and Django of the machine."""

import importlib.util
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tools import pythons

ROOT = Path(__file__).resolve().parent.parent
CONTEXTS = ("kernel", "accounts", "organizations", "billing", "notifications")
MATRIX = {
    "3.11": ("django52",),
    "3.12": ("django60", "django61"),
    "3.13": ("django60", "django61"),
}
# django-celery-beat 2.9 wants Django < 6.1, so the host is not tried on 6.1.
HOSTED = ("django52", "django60")
DOWNSTREAM = {"3.11": "django52", "3.12": "django60", "3.13": "django61"}
COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped)\b")


def names(version: str) -> list[str]:
    """The environments of the matrix for one Python, but for those that `make test` has run."""
    python = "py" + version.replace(".", "")
    is_default = version == "{}.{}".format(*sys.version_info)
    newest = MATRIX[version][-1]  # what a context alone is given where nobody says which
    hosted = [django for django in MATRIX[version] if django in HOSTED][-1]
    chosen = []
    for django in MATRIX[version]:
        if not (is_default and django == newest):
            chosen += [f"{python}-{django}-alone-{context}" for context in CONTEXTS]
        if django in HOSTED and not (is_default and django == hosted):
            chosen.append(f"{python}-{django}-composed")
    return [*chosen, f"{python}-{DOWNSTREAM[version]}-downstream"]


def run(arguments: list[str]) -> tuple[int, dict[str, int]]:
    """Run tox, show what it says and add up what its test runs counted."""
    command = [sys.executable, "-m", "tox", "run", *arguments]
    if not importlib.util.find_spec("tox_uv"):
        command += ["--runner", "virtualenv"]
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    tox = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert tox.stdout is not None
    for line in tox.stdout:
        print(line, end="", flush=True)
        if re.search(r"\bin \d+\.\d+s\b", line):
            for number, outcome in COUNTS.findall(line):
                counts["failed" if outcome.startswith("error") else outcome] += int(number)
    return tox.wait(), counts


def main() -> int:
    started = time.monotonic()
    # uv brings its own list of authorities; this machine's is the one that everything else trusts.
    os.environ.setdefault("UV_SYSTEM_CERTS", "true")
    arguments = [argument for argument in sys.argv[1:] if argument != "--matrix"]
    if "--matrix" in sys.argv:
        interpreters = pythons.found()
        print("Pythons:", ", ".join(interpreters) or "none", flush=True)
        path = [str(interpreter.parent) for interpreter in interpreters.values()]
        os.environ["PATH"] = os.pathsep.join([*path, os.environ["PATH"]])
        arguments += ["-e", ",".join(name for version in interpreters for name in names(version))]
    status, counts = run(arguments)
    print(f"{time.monotonic() - started:.0f} s")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return status


if __name__ == "__main__":
    sys.exit(main())
