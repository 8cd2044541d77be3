"""Builds the five wheels into dist/ when a source is newer than they are, and checks them."""

import subprocess
import sys
from pathlib import Path

from tools.check_wheels import CONTEXTS, main
from tools.install import uv

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"


def is_fresh(context: str) -> bool:
    """Whether the wheel is newer than everything it is made of."""
    source = ROOT / "src" / context
    built = [wheel.stat().st_mtime for wheel in DIST.glob(f"dovetail_{context}-*.whl")]
    files = (path for path in source.rglob("*") if "__pycache__" not in path.parts)
    return len(built) == 1 and max(path.stat().st_mtime for path in files) < built[0]


def build(context: str) -> None:
    for old in DIST.glob(f"dovetail_{context}-*.whl"):
        old.unlink()
    if command := uv():
        command = [*command, "build", "--quiet", "--wheel", "--out-dir", str(DIST)]
    else:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(DIST)]
    subprocess.run([*command, str(ROOT / "src" / context)], check=True)


if __name__ == "__main__":
    DIST.mkdir(exist_ok=True)
    for context in CONTEXTS:
        if not is_fresh(context):
            build(context)
    sys.argv = sys.argv[:1]
    sys.exit(main())
