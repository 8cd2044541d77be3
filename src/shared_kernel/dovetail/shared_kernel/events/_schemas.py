"""Golden schemas: what each version of an event promised, committed beside its code."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps

from dovetail.shared_kernel.identifiers import context_of
from dovetail.shared_kernel.manifest import declaring_apps
from dovetail.shared_kernel.transports import field_docstrings

from ._event import Event, registry

DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORDS = ("title", "description", "default")
WRITE = "write it with `manage.py dovetail_events schemas`"


def schema_of(event: type, definitions: str = "#/$defs/") -> dict[str, Any]:
    """The JSON Schema of an event, or of a public one's body; its parts stand in its `$defs`."""
    _, parts = msgspec.json.schema_components([event], ref_template=definitions + "{name}")
    own = parts.pop(event.__name__)
    words: dict[str, str] = {}
    for each in reversed(event.__mro__):
        words |= field_docstrings(each)
    for name, described in own["properties"].items():
        if name in words:
            described["description"] = words[name]
    return {"$schema": DIALECT, **own, **({"$defs": parts} if parts else {})}


def write_schemas() -> list[Path]:
    """
    Write the schema of every event that has none, or whose change needs no new version.

    What else has changed is left, and `schema_faults` names it.
    """
    written = []
    for event, path in _golden():
        schema = schema_of(event)
        golden = _read(path)
        if schema != golden and not any(schema_breaks(golden, schema)):
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(schema, indent=2) + "\n", "utf-8")
            written.append(path)
    return written


def schema_faults(context: str | None = None) -> list[str]:
    """Every event, of one context or all, that differs from its committed schema; a line each."""
    found = []
    known = set()
    for event, path in _golden(context):
        known.add(path)
        schema, golden = schema_of(event), _read(path)
        broken = list(schema_breaks(golden, schema))
        if not golden:
            found.append(f"{event.name} has no schema: {WRITE}.")
        elif broken:
            found.append(f"{event.name}: {'; '.join(broken)}: publish it as {_next(event.name)}.")
        elif schema != golden:
            found.append(f"{event.name}: {'; '.join(_adds(golden, schema))}: {WRITE}.")
    return found + [
        f"{path.name} is of no event that is declared: declare it again, or delete the schema."
        for path in _stored(context)
        if path not in known
    ]


def _golden(context: str | None = None) -> Iterator[tuple[type[Event], Path]]:
    """Events of installed apps, with the file of each; a test's own events have none."""
    for name, event in sorted(registry.items()):
        config = apps.get_containing_app_config(event.__module__)
        if config is not None and context in (None, context_of(config.name)):
            yield event, Path(config.path) / "schemas" / f"{name.split('.', 1)[1]}.json"


def _stored(context: str | None) -> Iterator[Path]:
    for config in declaring_apps():
        if context in (None, context_of(config.name)):
            yield from sorted((Path(config.path) / "schemas").glob("*.v*.json"))


def _read(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return schema


def _next(name: str) -> str:
    stem, _, version = name.rpartition(".v")
    return f"{stem}.v{int(version) + 1}"


def schema_breaks(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What a reader of the old schema, or of facts stored under it, would stumble over."""
    if not old:
        return
    before, after = _fields(old), _fields(new)
    for name in before:
        if name not in after:
            yield f"`{name}` is gone"
        elif _bare(before[name][0]) != _bare(after[name][0]):
            yield f"`{name}` has another type"
        elif before[name][1] != after[name][1]:
            yield f"`{name}` is {'required' if after[name][1] else 'optional'} now"
    for name in after:
        if name not in before and after[name][1]:
            yield f"`{name}` is new, and has no default"


def _adds(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    before = _fields(old)
    added = [f"`{name}` is new, and optional" for name in _fields(new) if name not in before]
    return added or ["it is described in other words"]


def _fields(schema: Mapping[str, Any]) -> dict[str, tuple[Any, bool]]:
    """The schema of each field and whether it is required; `Money.amount` for nested ones."""
    parts = {"": schema, **{f"{name}.": part for name, part in schema.get("$defs", {}).items()}}
    return {
        prefix + name: (described, name in part.get("required", ()))
        for prefix, part in parts.items()
        for name, described in part.get("properties", {}).items()
    }


def _bare(schema: Any) -> Any:
    """A schema without the words that only describe it."""
    if isinstance(schema, dict):
        return {key: _bare(value) for key, value in schema.items() if key not in WORDS}
    return [_bare(each) for each in schema] if isinstance(schema, list) else schema
