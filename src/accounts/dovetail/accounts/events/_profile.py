"""What people say of themselves."""

from dataclasses import dataclass
from typing import ClassVar

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUpdated(Event):
    """A person changed their profile."""

    name: ClassVar = "accounts.profile_updated.v1"

    user_id: UserId
    changed: list[str]
    """The names of the fields that changed."""
