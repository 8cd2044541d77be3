"""Programs that are users of their own."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccountCreated(Event):
    """A program became a user of its own."""

    name: ClassVar = "accounts.service_account_created.v1"

    user_id: UserId
    created_by_id: UserId
    tenant_id: UUID | None
    """The only tenant in which its keys are good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccountDeactivated(Event):
    """A program's keys are refused from now on, for good."""

    name: ClassVar = "accounts.service_account_deactivated.v1"

    user_id: UserId
