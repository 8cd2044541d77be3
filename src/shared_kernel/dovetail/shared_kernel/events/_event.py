"""Facts, and what is stored of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from dovetail.shared_kernel.transports import UserId

registry: dict[str, type["Event"]] = {}

SEALED = "sealed_"
"""How the name of a field begins that carries a sealed value, to be forgotten in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    A fact, named in the past tense and never changed once published.

    `name` is the wire contract, `context.noun_participle.vN`. Add optional fields freely; to
    remove or repurpose one, publish under the next version.

    A field whose name begins with `sealed_` holds a text that the kernel has sealed. It is emptied
    once every subscriber has had the event, and after a day at the latest.
    """

    name: ClassVar[str]
    tenant: ClassVar[str | None] = None
    """The field that holds the tenant, if the fact belongs to one."""
    ordered_by: ClassVar[str | None] = None
    """The field by whose value each subscriber receives these facts in order, if any."""

    def __init_subclass__(cls) -> None:
        # A dataclass with slots is made twice: the second class takes the first one's place.
        # (A zero-argument super() would name the first.)
        if "name" in cls.__dict__:
            known = registry.setdefault(cls.name, cls)
            if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
                raise TypeError(f"Two events are named {cls.name}.")
            registry[cls.name] = cls


@dataclass(frozen=True, slots=True)
class Envelope:
    """A published fact as it is stored: its payload, and where it came from."""

    id: UUID
    name: str
    tenant_id: UUID | None
    actor_id: UserId | None
    occurred_at: datetime
    payload: Mapping[str, Any]
    request_id: str | None = None
    impersonator_id: UserId | None = None
    """Who really acted, where somebody acted as the actor."""
