"""Where the documentation stands, and whether it is what the code says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from . import _event_pages as event_pages
from . import _reference as reference
from ._asyncapi import asyncapi
from ._facts import Context, Undocumented, contexts
from ._markdown import MARK
from ._promises import Promises, promises
from ._tables import SECTIONS

FOLDER = Path("docs") / "reference"
MARKER = "\n<!-- dovetail: "
MARKED = re.compile(
    r"(?P<start>\n<!-- dovetail: (?P<context>\w+) (?P<section>[\w-]+) -->\n)"
    r"(?:(?!\n<!-- dovetail: ).)*?(?P<end><!-- end -->)",
    re.DOTALL,
)


def documents() -> dict[Path, str]:
    """Every page of the reference, by its path below the folder of the reference."""
    found = contexts()
    pages = {
        "README.md": reference.index(found),
        "context-map.md": reference.context_map(found),
        "events.md": event_pages.event_catalogue(found),
        "public-events.md": event_pages.public_events(found),
        "asyncapi.json": json.dumps(asyncapi(found), indent=2) + "\n",
        "promises.json": json.dumps(promises(found), indent=2) + "\n",
        "ports.md": reference.ports(found),
        "settings.md": reference.settings(found),
        "permissions.md": reference.permissions(found),
        "tables.md": reference.ownership(found),
        "problems.md": reference.problems(found),
        "kernel.md": reference.kernel(),
        **{f"contexts/{one.name}.md": reference.canvas(one) for one in found},
    }
    return {Path(name): text for name, text in pages.items()}


def promised_in(place: Path) -> Promises:
    """
    What a release promised, from its `promises.json` or a folder of its project.

    :raises Undocumented: when there is none.
    """
    path = place / FOLDER / "promises.json" if place.is_dir() else place
    try:
        found: Promises = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Undocumented(f"{path} holds no promises: {error}") from error
    return found


def differing(root: Path) -> list[Path]:
    """The files below a project's root that are not what the code says, in order."""
    wanted = _wanted(root)
    return sorted(
        path.relative_to(root)
        for path in {*wanted, *_written(root)}
        if not path.is_file() or path.read_text("utf-8") != wanted.get(path)
    )


def write(root: Path) -> list[Path]:
    """Write what differs, and take away pages of what is not there any more."""
    wanted = _wanted(root)
    changed = differing(root)
    for name in changed:
        path = root / name
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
    return changed


def _wanted(root: Path) -> dict[Path, str]:
    pages = {root / FOLDER / name: text for name, text in documents().items()}
    return {**pages, **dict(_readmes(root))}


def _written(root: Path) -> Iterator[Path]:
    for path in (root / FOLDER).rglob("*.md"):
        if path.read_text("utf-8").startswith(MARK):
            yield path


def _readmes(root: Path) -> Iterator[tuple[Path, str]]:
    """The READMEs with a table of an installed context, as they should be."""
    found = {one.name: one for one in contexts()}
    for pattern in ("README.md", "*/README.md", "*/*/README.md"):
        for path in sorted(root.glob(pattern)):
            if not any(part.startswith(".") for part in path.relative_to(root).parts):
                text = path.read_text("utf-8")
                if text.count(MARKER) != len(MARKED.findall(text)):
                    raise Undocumented(f"{path.relative_to(root)} has a table without an end.")
                if MARKER in text:
                    yield path, MARKED.sub(lambda match: _filled(match, found), text)


def _filled(match: re.Match[str], found: dict[str, Context]) -> str:
    context = found.get(match["context"])
    if context is None:
        return match[0]
    section = SECTIONS.get(match["section"])
    if section is None:
        raise Undocumented(
            f"There is no table {match['section']!r}; there are {', '.join(SECTIONS)}."
        )
    return f"{match['start']}\n{section(context)}\n\n{match['end']}"
