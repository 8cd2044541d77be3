"""What billing tells. Amounts are whole minor units of the currency beside them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingEvent(Event):
    """What every fact of a tenant's billing says; each subscriber hears them in order."""

    tenant: ClassVar[str | None] = "tenant_id"
    ordered_by: ClassVar[str | None] = "tenant_id"

    tenant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethodAttached(BillingEvent):
    """A payment method was added, and is now the one that is charged."""

    name: ClassVar[str] = "billing.payment_method_attached.v1"

    payment_method_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethodDetached(BillingEvent):
    """A payment method was removed."""

    name: ClassVar[str] = "billing.payment_method_detached.v1"

    payment_method_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCreated(BillingEvent):
    """A tenant subscribed to a plan."""

    name: ClassVar[str] = "billing.subscription_created.v1"

    subscription_id: UUID
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionSeatsChanged(BillingEvent):
    """A subscription is billed for another number of seats."""

    name: ClassVar[str] = "billing.subscription_seats_changed.v1"

    subscription_id: UUID
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCancelScheduled(BillingEvent):
    """A subscription will end with its period."""

    name: ClassVar[str] = "billing.subscription_cancel_scheduled.v1"

    subscription_id: UUID
    cancel_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionUncanceled(BillingEvent):
    """A subscription that was to end goes on."""

    name: ClassVar[str] = "billing.subscription_uncanceled.v1"

    subscription_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPastDue(BillingEvent):
    """A payment for a subscription was declined; it is tried again."""

    name: ClassVar[str] = "billing.subscription_past_due.v1"

    subscription_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRecovered(BillingEvent):
    """Everything that a past due subscription owed is paid."""

    name: ClassVar[str] = "billing.subscription_recovered.v1"

    subscription_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCanceled(BillingEvent):
    """A subscription ended."""

    name: ClassVar[str] = "billing.subscription_canceled.v1"

    subscription_id: UUID
    reason: str
    """`requested`, or `payment_failed` when dunning gave up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFinalized(BillingEvent):
    """An invoice got its number, and will not change any more."""

    name: ClassVar[str] = "billing.invoice_finalized.v1"

    invoice_id: UUID
    number: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePaid(BillingEvent):
    """An invoice is paid in full."""

    name: ClassVar[str] = "billing.invoice_paid.v1"

    invoice_id: UUID
    number: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(BillingEvent):
    """The payment of an invoice was declined."""

    name: ClassVar[str] = "billing.payment_failed.v1"

    invoice_id: UUID
    number: str
    amount: int
    currency: str
    failure_code: str
    next_attempt_at: Instant | None
    """When it is tried again by itself; None is never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceUncollectible(BillingEvent):
    """Dunning gave an invoice up; it may still be paid by hand."""

    name: ClassVar[str] = "billing.invoice_uncollectible.v1"

    invoice_id: UUID
    number: str
    amount: int
    currency: str
