"""The tables of one context, as its README and its canvas show them."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dovetail.shared_kernel.announcements import Announcement
from dovetail.shared_kernel.authz import OWNER, Permission, StaffPermission, catalogue
from dovetail.shared_kernel.transports import field_docstrings

from ._endpoints import Endpoint
from ._facts import Context, purpose_of
from ._markdown import code, codes, shown, span, summary, table


def endpoints(context: Context) -> str:
    """By the module of URLs that a project mounts, below the place where it does."""
    mounted: dict[str, list[Endpoint]] = {}
    for one in context.endpoints:
        mounted.setdefault(one.mounted, []).append(one)
    return "\n\n".join(
        f"Of `{module}`:\n\n{endpoint_table(found, lambda one: one.below)}"
        for module, found in mounted.items()
    )


def endpoint_table(found: list[Endpoint], path: Callable[[Endpoint], str]) -> str:
    return table(
        ("Method and path", "Who may", "What it does", "Takes", "Answers", "Refuses"),
        (
            (
                f"{one.method} {code(path(one))}",
                one.access,
                one.summary,
                one.takes,
                one.answers,
                one.refusals,
            )
            for one in found
        ),
    )


def events_told(context: Context) -> str:
    return table(
        ("Event", "What happened", "Says"),
        (
            (code(one.name), summary(one), codes(field.name for field in dataclasses.fields(one)))
            for one in context.events
        ),
    )


def events_heard(context: Context) -> str:
    return table(
        ("Event", "What is done about it", "Subscription"),
        ((code(one.event), purpose_of(one), code(one.name)) for one in context.heard),
    )


def announcements(context: Context) -> str:
    return table(
        ("Announcement", "Of the event", "Who is told", "How"),
        (
            (code(one.name), code(one.event), _audience(one), _channels(one))
            for one in context.announcements
        ),
    )


def _audience(one: Announcement) -> str:
    told = {
        "holders": f"holders of `{one.audience.name}`",
        "person": f"the user in `{one.audience.name}`",
        "address": f"the address in `{one.audience.name}`",
    }[one.audience.kind]
    return f"{told}, but not who did it" if one.audience.but_not_the_actor else told


def _channels(one: Announcement) -> str:
    return ", ".join(
        f"{channel} (always)" if channel in one.mandatory else channel for channel in one.channels
    )


def public_events(context: Context) -> str:
    return table(
        ("Type", "When", "Made of", "Says"),
        (
            (
                code(one.name),
                one.summary,
                code(one.source.name),
                codes(field.name for field in dataclasses.fields(one.body)),
            )
            for one in context.public_events
        ),
    )


def ports(context: Context) -> str:
    return table(
        ("Port", "What it is", "Default"),
        (
            (code(one.name), summary(one.protocol), code(one.default) or "none: wire one")
            for one in context.ports
        ),
    )


def settings(context: Context) -> str:
    schema = context.settings
    if schema is None:
        return "None."
    words = field_docstrings(schema)
    rows = table(
        ("Key", "Default", "What it decides"),
        (
            (code(field.name), default_of(field), words.get(field.name, ""))
            for field in dataclasses.fields(schema)
        ),
    )
    return f"`{context.setting}` is a dictionary:\n\n{rows}"


def default_of(field: "dataclasses.Field[Any]") -> str:
    if field.default_factory is not dataclasses.MISSING:
        return shown(field.default_factory())
    return "required" if field.default is dataclasses.MISSING else shown(field.default)


def permissions(context: Context) -> str:
    return permission_table(context.permissions)


def permission_table(found: list[Permission | StaffPermission]) -> str:
    every = frozenset().union(*(one.roles for one in catalogue.all()))
    roles = (OWNER, *sorted(every - {OWNER}))
    return table(
        ("Permission", "What it allows", *roles, "staff"),
        ((code(one.code), one.summary, *_marks(one, roles)) for one in found),
    )


def _marks(permission: Permission | StaffPermission, roles: tuple[str, ...]) -> Iterator[str]:
    is_of_staff = isinstance(permission, StaffPermission)
    holders = () if is_of_staff else catalogue.roles_with(permission.code)
    is_personal = isinstance(permission, Permission) and permission.is_personal
    yield from ("own" if is_personal else "yes" if role in holders else "" for role in roles)
    yield "yes" if is_of_staff else ""


def jobs(context: Context) -> str:
    return table(
        ("Job", "Every", "What it does"),
        ((code(one.name), span(one.every), one.summary) for one in context.jobs),
    )


def personal_data(context: Context) -> str:
    return table(
        ("Holds", "Erases", "Keeps"),
        ((one.holds, one.erases, one.keeps or "nothing") for one in context.personal_data),
    )


def checks(context: Context) -> str:
    return table(("Id", "Says"), ((code(each), says) for each, says in context.checks.items()))


SECTIONS: Mapping[str, Callable[[Context], str]] = {
    "endpoints": endpoints,
    "events-told": events_told,
    "events-heard": events_heard,
    "announcements": announcements,
    "public-events": public_events,
    "ports": ports,
    "settings": settings,
    "permissions": permissions,
    "jobs": jobs,
    "personal-data": personal_data,
    "checks": checks,
}
"""What a README may ask for, by the name in its marker."""
