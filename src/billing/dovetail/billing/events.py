"""What billing tells. Amounts are whole minor units of the currency beside them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethodAttached(Event):
    """A payment method was added, and is now the one that is charged."""

    name: ClassVar = "billing.payment_method_attached.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    payment_method_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethodDetached(Event):
    """A payment method was removed."""

    name: ClassVar = "billing.payment_method_detached.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    payment_method_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCreated(Event):
    """A tenant subscribed to a plan."""

    name: ClassVar = "billing.subscription_created.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    subscription_id: UUID
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionSeatsChanged(Event):
    """A subscription is billed for another number of seats."""

    name: ClassVar = "billing.subscription_seats_changed.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    subscription_id: UUID
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCancelScheduled(Event):
    """A subscription will end with its period."""

    name: ClassVar = "billing.subscription_cancel_scheduled.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    subscription_id: UUID
    cancel_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionUncanceled(Event):
    """A subscription that was to end goes on."""

    name: ClassVar = "billing.subscription_uncanceled.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    subscription_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPastDue(Event):
    """A payment for a subscription was declined; it is tried again."""

    name: ClassVar = "billing.subscription_past_due.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    subscription_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRecovered(Event):
    """Everything that a past due subscription owed is paid."""

    name: ClassVar = "billing.subscription_recovered.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    subscription_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCanceled(Event):
    """A subscription ended."""

    name: ClassVar = "billing.subscription_canceled.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    subscription_id: UUID
    reason: str
    """`requested`, or `payment_failed` when dunning gave up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFinalized(Event):
    """An invoice got its number, and will not change any more."""

    name: ClassVar = "billing.invoice_finalized.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    invoice_id: UUID
    number: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePaid(Event):
    """An invoice is paid in full."""

    name: ClassVar = "billing.invoice_paid.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    invoice_id: UUID
    number: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Event):
    """The payment of an invoice was declined."""

    name: ClassVar = "billing.payment_failed.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    invoice_id: UUID
    number: str
    amount: int
    currency: str
    failure_code: str
    next_attempt_at: Instant | None
    """When it is tried again by itself; None is never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceUncollectible(Event):
    """Dunning gave an invoice up; it may still be paid by hand."""

    name: ClassVar = "billing.invoice_uncollectible.v1"
    tenant: ClassVar = "tenant_id"
    ordered_by: ClassVar = "tenant_id"

    tenant_id: UUID
    invoice_id: UUID
    number: str
    amount: int
    currency: str
