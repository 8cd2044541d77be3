"""Announcements: how people are told of what happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, Protocol

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template
from django.template.loader import get_template, render_to_string

from .authz import Authorizer, TenantId
from .events import Envelope, Subscription, add_subscription
from .ports import port, wired
from .transports import UserId

Channel = Literal["inbox", "mail"]


class Outdated(Exception):
    """What was to be told is no longer true, or no longer useful: nobody is told."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told."""

    kind: Literal["holders", "person", "address"]
    name: str
    """A permission for holders, else the field of the payload that names a user or an address."""
    but_not_the_actor: bool = False


def holders(permission: str, *, but_not_the_actor: bool = False) -> Audience:
    """Everybody in the event's tenant who has a permission."""
    return Audience("holders", permission, but_not_the_actor)


def person(field_name: str) -> Audience:
    """The user whose id a field of the payload holds."""
    return Audience("person", field_name)


def address(field_name: str) -> Audience:
    """A mail address in a field of the payload; there may be no user behind it."""
    return Audience("address", field_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """How people are told of one event; declared by the context that publishes it."""

    name: str
    """`<context>.<what>`, permanent: deliveries and preferences are stored under it."""
    event: str
    """The wire name of the event."""
    category: str
    """What a person may turn off together."""
    audience: Audience
    channels: tuple[Channel, ...] = ("inbox", "mail")
    mandatory: tuple[Channel, ...] = ()
    """Channels that nobody can turn off."""
    subject: str
    """A Django template in one line; the title in the inbox."""
    template: str
    """The path of two templates without their endings, `.txt` and `.html`."""
    action_path: str = ""
    """Where in the product to act on it, a Django template; empty for nowhere."""
    context: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    """Adds to the payload when it is rendered, at send time; may raise Outdated."""
    example: Mapping[str, Any] = field(default_factory=dict)
    """A payload to show the templates with."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An announcement in words."""

    subject: str
    text: str
    html: str
    action_url: str


registry: dict[str, Announcement] = {}


@port(default="dovetail.shared_kernel.announcements.PlainMail")
class Announcer(Protocol):
    """
    How announcements reach people.

    An adapter that does more than write to the database says `reaches_outside = True`: then each
    of its deliveries has a transaction of its own.
    """

    def announce(self, announcement: Announcement, envelope: Envelope) -> None: ...


def announce(announcement: Announcement) -> Announcement:
    """Declare an announcement: whenever its event is delivered, its audience is told."""
    known = registry.get(announcement.name)
    if known is not None and known != announcement:
        raise ImproperlyConfigured(f"The announcement {announcement.name} is declared twice.")
    registry[announcement.name] = announcement
    add_subscription(
        Subscription(
            name=f"announce.{announcement.name}",
            event=announcement.event,
            handle=partial(_hand_to_announcer, announcement),
            reaches_outside=_announcer_reaches_outside,
        )
    )
    return announcement


def _hand_to_announcer(announcement: Announcement, envelope: Envelope) -> None:
    wired(Announcer).announce(announcement, envelope)


def _announcer_reaches_outside() -> bool:
    return bool(getattr(wired(Announcer), "reaches_outside", False))


def render(announcement: Announcement, payload: Mapping[str, Any]) -> Rendered:
    """
    The announcement in words, for one payload.

    :raises Outdated: when the publishing context says that it is no longer worth telling.
    """
    words = dict(payload)
    if announcement.context is not None:
        words.update(announcement.context(payload))
    return Rendered(
        subject=" ".join(_line(announcement.subject, words).split()),
        text=_text(f"{announcement.template}.txt", words),
        html=render_to_string(f"{announcement.template}.html", words),
        action_url=_line(announcement.action_path, words).strip(),
    )


def _text(template: str, words: Mapping[str, Any]) -> str:
    # Through the engine below the loader's template: plain text is never escaped.
    found: Any = get_template(template)
    rendered: str = found.template.render(Context(words, autoescape=False))
    return rendered.strip() + "\n"


def _line(template: str, words: Mapping[str, Any]) -> str:
    return Template(template).render(Context(words, autoescape=False)) if template else ""


def people_told(audience: Audience, envelope: Envelope) -> list[UserId]:
    """The users that an audience names; none for a bare address."""
    if audience.kind == "address":
        return []
    if audience.kind == "person":
        user_id = envelope.payload.get(audience.name)
        return [str(user_id)] if user_id else []
    if envelope.tenant_id is None:
        return []
    people = wired(Authorizer).people_with(TenantId(envelope.tenant_id), audience.name)
    actor_id = envelope.impersonator_id or envelope.actor_id  # as whom they act does not know yet
    passed_over = actor_id if audience.but_not_the_actor else None
    return [user_id for user_id in people if user_id != passed_over]


class PlainMail:
    """
    Sends each announcement as plain Django mail, at least once.

    This is what a project has until an app that delivers announcements is installed: no inbox,
    no preferences, and a retry by the relay when the mail server does not answer.
    """

    reaches_outside = True

    def announce(self, announcement: Announcement, envelope: Envelope) -> None:
        if "mail" not in announcement.channels:
            return
        addresses = self._addresses(announcement.audience, envelope)
        if not addresses:
            return
        try:
            rendered = render(announcement, envelope.payload)
        except Outdated:
            return
        for recipient in addresses:
            mail = EmailMultiAlternatives(rendered.subject, rendered.text, to=[recipient])
            mail.attach_alternative(rendered.html, "text/html")
            mail.send()

    def _addresses(self, audience: Audience, envelope: Envelope) -> list[str]:
        if audience.kind == "address":
            address = envelope.payload[audience.name]
            return [str(address)] if address else []
        people = people_told(audience, envelope)
        if not people:
            return []
        users = get_user_model()
        column = users.get_email_field_name()
        found = users._default_manager.filter(pk__in=people).values_list(column, flat=True)
        return [str(recipient) for recipient in found if recipient]
