"""What a release promises, for machines, and what another release breaks of it."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dovetail.shared_kernel.authz import Permission, StaffPermission, catalogue
from dovetail.shared_kernel.events import schema_breaks, schema_of

from ._facts import Context
from ._tables import default_of

Promises = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By kind and name, what is promised of each."""


def promises(contexts: Sequence[Context]) -> Promises:
    """What others may rely on: what is gone from here, or other, breaks somebody."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for context in contexts:
        for kind, name, promised in _promised(context):
            found.setdefault(kind, {})[name] = promised
    return {kind: dict(sorted(names.items())) for kind, names in sorted(found.items())}


def _promised(context: Context) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for event in context.events:
        yield "event", event.name, schema_of(event)
    for heard in context.heard:
        yield "subscription", heard.name, {"event": heard.event}
    for told in context.announcements:
        yield "announcement", told.name, {"event": told.event}
    for public in context.public_events:
        yield "public event", public.name, schema_of(public.body)
    for port in context.ports:
        yield "port", port.name, {"default": port.default}
    for field in dataclasses.fields(context.settings) if context.settings else ():
        yield "setting", f"{context.setting}.{field.name}", {"default": default_of(field)}
    for one in context.permissions:
        yield "permission", one.code, {"roles": _holders(one)}
    for job in context.jobs:
        yield "job", job.name, {}
    for refusal in context.refusals:
        name = f"{context.name}.{refusal.code_of()}"
        yield "problem", name, {"status": refusal.status}
    for endpoint in context.endpoints:
        asked = {"who": endpoint.access, "key": endpoint.operation.idempotency}
        name = f"{endpoint.method} {endpoint.route}"
        yield "endpoint", name, {"id": endpoint.operation.id, **asked}


def _holders(permission: Permission | StaffPermission) -> list[str]:
    if isinstance(permission, StaffPermission):
        return ["staff"]
    return sorted(catalogue.roles_with(permission.code))


def broken(old: Promises, new: Promises) -> Iterator[str]:
    """What somebody who relies on the old release has to look at, a line each."""
    for kind, names in old.items():
        for name, promised in names.items():
            now = new.get(kind, {}).get(name)
            if now is None:
                yield f"{kind} {name} is gone"
            elif kind in ("event", "public event"):
                yield from (f"{kind} {name}: {each}" for each in schema_breaks(promised, now))
            else:
                yield from (f"{kind} {name}: {each}" for each in _changes(promised, now))
    for name in new.get("port", {}).keys() - old.get("port", {}).keys():
        if not new["port"][name]["default"]:
            yield f"port {name} is new, and has no default: wire one"


def _changes(promised: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for facet, value in promised.items():
        if now.get(facet) != value:
            yield f"{facet} was {_said(value)}, and is {_said(now.get(facet))}"


def _said(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "none")
