"""What the pantry says, and how people are told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from dovetail.shared_kernel import announcements as kernel
from dovetail.shared_kernel.announcements import Announcement, Outdated, address, holders, person
from dovetail.shared_kernel.authz import permission
from dovetail.shared_kernel.events import Event, remove_subscription

TEMPLATES = Path(__file__).parent / "templates"
PANTRY_ID = UUID("01980f6e-5a10-7c3a-9d2b-3f1a5b7c9d10")
SHELF_MANAGE = permission("pantry:shelf.manage", "Fill the shelves.", roles=("admin",))

withdrawn: set[str] = set()
"""Codes that are no longer valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfEmptied(Event):
    """A shelf ran empty."""

    name: ClassVar = "pantry.shelf_emptied.v1"
    tenant: ClassVar = "pantry_id"

    pantry_id: UUID
    shelf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLost(Event):
    """Somebody lost the key, and needs a code."""

    name: ClassVar = "pantry.key_lost.v1"

    user_id: str
    sealed_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestInvited(Event):
    """Somebody was invited who has no account yet."""

    name: ClassVar = "pantry.guest_invited.v1"

    email: str
    sealed_code: str


def sealed(code: str) -> str:
    return code[::-1]


def _unsealed(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    if payload["sealed_code"] in withdrawn:
        raise Outdated
    return {"code": sealed(payload["sealed_code"])}


ANNOUNCEMENTS = (
    Announcement(
        name="pantry.shelf_emptied",
        event=ShelfEmptied.name,
        category="stock",
        audience=holders(SHELF_MANAGE.code, but_not_the_actor=True),
        subject="{{ shelf }} is\nempty",
        template="pantry/shelf_emptied",
        action_path="/pantries/{{ pantry_id }}",
    ),
    Announcement(
        name="pantry.key_lost",
        event=KeyLost.name,
        category="security",
        audience=person("user_id"),
        channels=("mail",),
        mandatory=("mail",),
        subject="Your key",
        template="pantry/code",
        context=_unsealed,
    ),
    Announcement(
        name="pantry.guest_invited",
        event=GuestInvited.name,
        category="invitations",
        audience=address("email"),
        channels=("mail",),
        mandatory=("mail",),
        subject="Come and eat",
        template="pantry/code",
        context=_unsealed,
    ),
)


def declare() -> None:
    for announcement in ANNOUNCEMENTS:
        kernel.announce(announcement)


def withdraw() -> None:
    """Take all of it back, so that no other test hears of the pantry."""
    withdrawn.clear()
    for announcement in ANNOUNCEMENTS:
        kernel.registry.pop(announcement.name, None)
        remove_subscription(f"announce.{announcement.name}")
