"""
Installs packages with uv where there is one, with pip otherwise.

python -m tools.install [--fetch-uv] ARGUMENTS...       what pip install takes
python -m tools.install --wheels accounts[argon2] ...   portions of the namespace, from dist/
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

DIST = Path(__file__).resolve().parent.parent / "dist"
PORTIONS = ("shared-kernel", "accounts", "organizations", "billing", "notifications")


def uv() -> list[str] | None:
    """The uv of this environment, or one on the path."""
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv"]
    found = os.environ.get("UV") or shutil.which("uv")
    return [found] if found else None


def run(command: list[str]) -> bool:
    # uv brings its own list of authorities; this machine's is the one that everything else trusts.
    environment = {"UV_SYSTEM_CERTS": "true", **os.environ}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def fetch_uv() -> None:
    """A missing uv costs speed only, so nothing is said when there is none to have."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=False, capture_output=True
    )


def install(arguments: list[str]) -> bool:
    """Install, never from an earlier build of a portion: their version stays while they change."""
    if command := uv():
        fresh = [f"--reinstall-package=dovetail-{portion}" for portion in PORTIONS]
        target = ["--python", sys.executable, "--quiet"]
        if run([*command, "pip", "install", *target, *fresh, *arguments]):
            return run([*command, "pip", "check", *target])
        print("uv could not install; trying pip.", file=sys.stderr)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    if not run([*pip, "install", *arguments]):
        return False
    wheels = [argument.partition("[")[0] for argument in arguments if ".whl" in argument]
    if wheels and not run([*pip, "install", "--force-reinstall", "--no-deps", *wheels]):
        return False
    return run([*pip, "check"])


def wheel(portion: str) -> str:
    """The built wheel of `accounts` or `accounts[argon2]`."""
    context, bracket, extras = portion.partition("[")
    (path,) = DIST.glob(f"dovetail_{context}-*.whl")
    return f"{path}{bracket}{extras}"


def main() -> int:
    flag, *arguments = sys.argv[1:]
    if flag == "--fetch-uv":
        fetch_uv()
    elif flag == "--wheels":
        arguments = [wheel(portion) for portion in arguments]
    else:
        arguments = sys.argv[1:]
    return 0 if install(arguments) else 1


if __name__ == "__main__":
    sys.exit(main())
