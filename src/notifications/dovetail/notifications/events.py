"""What became of deliveries, for whoever watches them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDead(Event):
    """A delivery failed at its last attempt; nobody tries again until an operator says so."""

    name: ClassVar = "notifications.delivery_dead.v1"
    tenant: ClassVar = "tenant_id"

    delivery_id: UUID
    announcement: str
    channel: str
    tenant_id: UUID | None
    user_id: UserId | None
    """Whom it was for; null where it went to a bare address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryBounced(Event):
    """The mail server of a recipient refused a delivery for good."""

    name: ClassVar = "notifications.delivery_bounced.v1"
    tenant: ClassVar = "tenant_id"

    delivery_id: UUID
    announcement: str
    channel: str
    tenant_id: UUID | None
    user_id: UserId | None
    """Whom it was for; null where it went to a bare address."""
    code: str
    """The reply code of SMTP; empty where the address could not be written to at all."""
