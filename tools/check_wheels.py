"""Asserts that each of the five wheels holds its own portion of the namespace and nothing else."""

import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
CONTEXTS = ("shared_kernel", "accounts", "organizations", "billing", "notifications")


def faults(context: str, wheels: Path) -> list[str]:
    """What is wrong with the wheel of one context."""
    found = sorted(wheels.glob(f"dovetail_{context}-*.whl"))
    if len(found) != 1:
        return [f"{context}: {len(found)} wheels in {wheels}, not one"]
    with ZipFile(found[0]) as wheel:
        names = {name for name in wheel.namelist() if not name.endswith("/")}
        faults = [*_strangers(context, names), *_missing(context, names), *_metadata(wheel, names)]
    return [f"{found[0].name}: {fault}" for fault in faults]


def _strangers(context: str, names: set[str]) -> list[str]:
    portion = f"dovetail/{context}/"
    return [
        f"{name} is not of its portion"
        for name in sorted(names)
        if not name.startswith(portion) and not name.partition("/")[0].endswith(".dist-info")
    ]


def _missing(context: str, names: set[str]) -> list[str]:
    source = ROOT / "src" / context
    wanted = {
        str(path.relative_to(source))
        for path in (source / "dovetail" / context).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    wanted.add(f"dovetail/{context}/py.typed")
    return [f"{name} is missing" for name in sorted(wanted - names)]


def _metadata(wheel: ZipFile, names: set[str]) -> list[str]:
    metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
    fields = Parser().parsestr(wheel.read(metadata).decode())
    found = []
    if not any(name.endswith("/licenses/LICENSE") for name in names):
        found.append("no license file")
    if fields["Requires-Python"] != ">=3.11":
        found.append(f"Requires-Python is {fields['Requires-Python']}")
    if not fields.get_payload():
        found.append("no README in the description")
    return found


def main() -> int:
    wheels = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    found = [fault for context in CONTEXTS for fault in faults(context, wheels)]
    for fault in found:
        print(fault, file=sys.stderr)
    if not found:
        print("Each of the five wheels holds only its own portion.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
