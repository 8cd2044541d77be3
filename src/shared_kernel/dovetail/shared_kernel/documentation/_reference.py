"""The pages of the reference."""

import inspect
from collections.abc import Iterator, Sequence

from django.db import models

from dovetail.shared_kernel import announcements
from dovetail.shared_kernel.api.problems import TITLES
from dovetail.shared_kernel.events import all_subscriptions
from dovetail.shared_kernel.identifiers import context_of

from . import _tables as tables
from ._facts import Context, Port
from ._kernel import public_names
from ._markdown import code, page, summary, table

CONTAINS = {
    "context-map.md": "who tells whom, and who serves whom",
    "events.md": "every event: when, what it says, who hears it",
    "public-events.md": "what tenants may be told by webhook, and in which words",
    "asyncapi.json": "the same for machines, AsyncAPI 3",
    "promises.json": "all that others may rely on, for `manage.py dovetail diff`",
    "ports.md": "what contexts need, and what is wired to it",
    "settings.md": "what a project may decide",
    "permissions.md": "what each role may do",
    "tables.md": "which context owns which table, and what leaves it",
    "problems.md": "every code of a problem document, its status and its text",
    "kernel.md": "every public name of the shared kernel",
}


def index(contexts: Sequence[Context]) -> str:
    pages = [(f"[{page}]({page})", holds) for page, holds in CONTAINS.items()]
    canvases = [(f"[{one.name}](contexts/{one.name}.md)", one.manifest.purpose) for one in contexts]
    return page(
        "Reference",
        "Written by `manage.py dovetail docs` from what the installed apps declare.",
        table(("Page", "Holds"), pages),
        "## Contexts",
        table(("Context", "What it is for"), canvases),
    )


def context_map(contexts: Sequence[Context]) -> str:
    lines = [f"    {one.name}[{one.name}]" for one in contexts]
    lines += ["    project([the project])"]
    for (told, heard), names in sorted(_flows().items()):
        lines.append(f'    {told} -- "{"<br>".join(sorted(names))}" --> {heard}')
    for one in contexts:
        for port in one.ports:
            server = _server(port, contexts)
            if server != one.name:
                lines.append(f'    {one.name} -. "{port.name.split(".", 1)[1]}" .-> {server}')
            if port.protocol is announcements.Announcer:
                telling = [each.name for each in contexts if each.announcements]
                lines += [f'    {each} == "announcements" ==> {server}' for each in telling]
    return page(
        "Context map",
        "A solid arrow is what a context tells another by events; a dotted one is a port, and "
        "leads to whoever serves it; a thick one leads to whoever tells people. Contexts import "
        "only the kernel. Ports that a context serves itself are left out.",
        "\n".join(["```mermaid", "flowchart LR", *lines, "```"]),
    )


def _flows() -> dict[tuple[str, str], set[str]]:
    """The events told, by who tells and who hears."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in all_subscriptions().values():
        if one.source:
            told, _, event = one.event.partition(".")
            found.setdefault((told, context_of(one.source)), set()).add(event)
    return found


def _server(port: Port, contexts: Sequence[Context]) -> str:
    served = [one.name for one in contexts if port.wired.startswith(f"{one.config.name}.")]
    return served[0] if served else "project"


def canvas(context: Context) -> str:
    manifest = context.manifest
    sections = [
        ("Endpoints", tables.endpoint_table(context.endpoints, lambda one: one.route)),
        ("Events told", tables.events_told(context)),
        ("Events heard", tables.events_heard(context)),
        ("Public events", tables.public_events(context)),
        ("Announcements", tables.announcements(context)),
        ("Needs", _port_table(context.ports)),
        ("Serves", _port_table(context.serves)),
        ("Settings", tables.settings(context)),
        ("Permissions", tables.permissions(context)),
        ("Jobs", tables.jobs(context)),
        ("Tables", _table_table([context])),
        ("Personal data", tables.personal_data(context)),
        ("Problems", _problem_table(context)),
        ("Checks", tables.checks(context)),
    ]
    return page(
        context.name,
        manifest.purpose,
        table(
            ("App", "Label", "Owner", "Data"),
            [
                (
                    code(context.config.name),
                    code(context.config.label),
                    manifest.owner,
                    ", ".join(manifest.data),
                )
            ],
        ),
        *(part for title, body in sections for part in (f"## {title}", body)),
    )


def _port_table(ports: Sequence[Port]) -> str:
    return table(
        ("Port", "What it is", "Default", "Wired"),
        (
            (code(one.name), summary(one.protocol), code(one.default), code(one.wired))
            for one in ports
        ),
    )


def ports(contexts: Sequence[Context]) -> str:
    parts = [
        part
        for context in contexts
        for one in context.ports
        for part in (
            f"## {one.name}",
            f"Default {code(one.default) or 'none'}; wired {code(one.wired) or 'none'}.",
            f"```python\n{inspect.getsource(one.protocol).rstrip()}\n```",
        )
    ]
    return page(
        "Ports",
        "What a context needs and does not own. A project wires an adapter, a class without "
        'arguments, in one line: `DOVETAIL_PORTS = {"context.Port": "dotted.path.Adapter"}`.',
        *parts,
    )


def settings(contexts: Sequence[Context]) -> str:
    with_settings = [one for one in contexts if one.settings is not None]
    parts = [part for one in with_settings for part in (f"## {one.name}", tables.settings(one))]
    return page("Settings", "A key that is misspelt is an error at start-up.", *parts)


def permissions(contexts: Sequence[Context]) -> str:
    return page(
        "Permissions",
        "What each role may do in a tenant. Roles are those of the contexts that are installed; "
        "the owner has every permission. `own` is what everybody may do with what is theirs; what "
        "staff may do is no tenant's to give.",
        tables.permission_table([each for one in contexts for each in one.permissions]),
    )


def ownership(contexts: Sequence[Context]) -> str:
    return page(
        "Tables",
        "Only its context reads and writes a table. A foreign key that leaves a context leads to "
        "the user model, or from a user model to the groups and permissions of Django.",
        _table_table(contexts),
    )


def _table_table(contexts: Sequence[Context]) -> str:
    return table(
        ("Table", "Context", "Holds", "Refers to"),
        (
            (code(model._meta.db_table), context.name, _holds(model), ", ".join(_references(model)))
            for context in contexts
            for model in context.tables
        ),
    )


def _holds(model: type[models.Model]) -> str:
    text = summary(model)
    return str(model._meta.verbose_name_plural) if text.startswith(f"{model.__name__}(") else text


def _references(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            other = field.remote_field.model
            leaves = other._meta.app_config is not model._meta.app_config
            yield f"`{field.column}` → `{other._meta.db_table}`" + (" (leaves)" if leaves else "")


def problems(contexts: Sequence[Context]) -> str:
    parts = [
        part for one in contexts if one.refusals for part in (f"## {one.name}", _problem_table(one))
    ]
    general = [(code(name), str(status), text) for status, (name, text) in sorted(TITLES.items())]
    return page(
        "Problems",
        "Every 4xx and 5xx is a problem document (RFC 9457); decide by its `code`.",
        "## Of any operation",
        table(("Code", "Status", "Text"), general),
        *parts,
    )


def _problem_table(context: Context) -> str:
    return table(
        ("Code", "Status", "Text"),
        ((code(one.code_of()), str(one.status), one.title_of()) for one in context.refusals),
    )


def kernel() -> str:
    return page(
        "The shared kernel",
        "What an app may import from `dovetail.shared_kernel`, module by module.",
        public_names(),
    )
