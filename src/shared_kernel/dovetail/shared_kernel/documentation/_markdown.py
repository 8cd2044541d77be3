"""Markdown that is the same on every machine."""

import inspect
import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

LONGEST = 60
UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


MARK = "<!-- Written by `manage.py dovetail docs`; edit what it is made from. -->"


def page(title: str, *parts: str) -> str:
    """A page of the reference; its mark says that it is written, and may be taken away."""
    return "\n\n".join([MARK, f"# {title}", *parts]) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, without: str = "None.") -> str:
    """A table, or a sentence where it would have no rows."""
    written = [_row(row) for row in rows]
    if not written:
        return without
    return "\n".join([_row(headings), "|" + "---|" * len(headings), *written])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", r"\|").split()) for cell in cells) + " |"


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def codes(texts: Iterable[str]) -> str:
    return ", ".join(code(text) for text in texts)


def summary(documented: Any) -> str:
    """The first paragraph of a docstring, in one line; empty where there is none."""
    text = inspect.cleandoc(getattr(documented, "__doc__", None) or "")
    return " ".join(text.split("\n\n")[0].split())


def span(seconds: float) -> str:
    """`5 minutes`, in the largest unit that divides it."""
    for size, unit in UNITS:
        if seconds and seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{seconds:g} seconds"


def shown(value: Any) -> str:
    """A default as a reader would write it."""
    if isinstance(value, timedelta):
        return span(value.total_seconds())
    if isinstance(value, set | frozenset):
        value = sorted(value)
    written = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    return code(written) if len(written) <= LONGEST else f"{len(value)} entries"
