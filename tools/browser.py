"""
Sees to a Chromium, in which the tests use passkeys as people do.

Where there is none it is installed from the system's packages, which takes root and apt-get;
otherwise those tests are skipped, and it is said why. Debian's own, so no driver is fetched.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from browser import executable  # noqa: E402  (its folder is put on the path above)

APT = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
SECONDS = 600


def install() -> str | None:
    """Why there is no Chromium afterwards; None when there is."""
    if not shutil.which("apt-get"):
        return "there is no apt-get; install Chromium by hand"
    if os.geteuid() != 0:
        return "only root may install one: apt-get install chromium"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        try:
            done = subprocess.run(
                [*APT, *step],
                env=environment,
                check=False,
                timeout=SECONDS,
                stdout=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            return f"apt-get {step[0]} took more than {SECONDS} s"
        if done.returncode:
            return f"apt-get {step[0]} failed, see above"
    return None if executable() else "apt-get installed no program that is known here"


def main() -> int:
    reason = None if executable() else install()
    if reason:
        print(f"No Chromium: {reason}. The tests of passkeys in a browser are skipped.")
    else:
        print(f"Passkeys are tried in {executable()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
