"""What tenants may be told of their billing, by webhook."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dovetail.shared_kernel.public_events import public_event
from dovetail.shared_kernel.transports import Instant

from . import events

TENANT = {"tenant_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f"}
SUBSCRIPTION = {**TENANT, "subscription_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e70"}
INVOICE = {
    **TENANT,
    "invoice_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e71",
    "number": "INV-2026-000042",
    "amount": 4900,
    "currency": "EUR",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money."""

    amount: int
    """In whole minor units: cents."""
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, slots=True)
class SubscriptionFact:
    """Which subscription it is about."""

    subscription_id: UUID


@dataclass(frozen=True, slots=True)
class SubscriptionCreated:
    """A new subscription."""

    subscription_id: UUID
    plan: str


@dataclass(frozen=True, slots=True)
class SubscriptionCancelScheduled:
    """A subscription that will end."""

    subscription_id: UUID
    cancel_at: Instant


@dataclass(frozen=True, slots=True)
class SubscriptionCanceled:
    """A subscription that has ended."""

    subscription_id: UUID
    reason: str
    """Why. May grow."""


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """Which invoice it is about, and over how much."""

    invoice_id: UUID
    number: str
    total: Amount


@dataclass(frozen=True, slots=True)
class PaymentFailed:
    """A payment that was declined."""

    invoice_id: UUID
    number: str
    total: Amount
    failure_code: str
    """Why, in the words of the payment provider. May grow."""
    next_attempt_at: Instant | None
    """When it is tried again; null when it is not."""


@public_event(
    "subscription.created",
    source=events.SubscriptionCreated,
    example={**SUBSCRIPTION, "plan": "team"},
)
def subscription_created(fact: events.SubscriptionCreated) -> SubscriptionCreated:
    """The organization subscribed to a plan."""
    return SubscriptionCreated(fact.subscription_id, fact.plan)


@public_event(
    "subscription.cancel_scheduled",
    source=events.SubscriptionCancelScheduled,
    example={**SUBSCRIPTION, "cancel_at": "2026-02-28T00:00:00Z"},
)
def subscription_cancel_scheduled(
    fact: events.SubscriptionCancelScheduled,
) -> SubscriptionCancelScheduled:
    """A subscription will end with its period."""
    return SubscriptionCancelScheduled(fact.subscription_id, fact.cancel_at)


@public_event("subscription.uncanceled", source=events.SubscriptionUncanceled, example=SUBSCRIPTION)
def subscription_uncanceled(fact: events.SubscriptionUncanceled) -> SubscriptionFact:
    """A subscription that was to end goes on."""
    return SubscriptionFact(fact.subscription_id)


@public_event("subscription.past_due", source=events.SubscriptionPastDue, example=SUBSCRIPTION)
def subscription_past_due(fact: events.SubscriptionPastDue) -> SubscriptionFact:
    """A payment for a subscription was declined; it is tried again."""
    return SubscriptionFact(fact.subscription_id)


@public_event("subscription.recovered", source=events.SubscriptionRecovered, example=SUBSCRIPTION)
def subscription_recovered(fact: events.SubscriptionRecovered) -> SubscriptionFact:
    """A subscription that was past due is paid."""
    return SubscriptionFact(fact.subscription_id)


@public_event(
    "subscription.canceled",
    source=events.SubscriptionCanceled,
    example={**SUBSCRIPTION, "reason": "requested"},
)
def subscription_canceled(fact: events.SubscriptionCanceled) -> SubscriptionCanceled:
    """A subscription has ended."""
    return SubscriptionCanceled(fact.subscription_id, fact.reason)


@public_event("invoice.finalized", source=events.InvoiceFinalized, example=INVOICE)
def invoice_finalized(fact: events.InvoiceFinalized) -> InvoiceFact:
    """An invoice was issued."""
    return _invoice(fact)


@public_event("invoice.paid", source=events.InvoicePaid, example=INVOICE)
def invoice_paid(fact: events.InvoicePaid) -> InvoiceFact:
    """An invoice is paid."""
    return _invoice(fact)


@public_event(
    "invoice.payment_failed",
    source=events.PaymentFailed,
    example={
        **INVOICE,
        "failure_code": "card_declined",
        "next_attempt_at": "2026-02-03T09:30:00Z",
    },
)
def invoice_payment_failed(fact: events.PaymentFailed) -> PaymentFailed:
    """A payment for an invoice was declined."""
    return PaymentFailed(
        fact.invoice_id,
        fact.number,
        Amount(fact.amount, fact.currency),
        fact.failure_code,
        fact.next_attempt_at,
    )


@public_event("invoice.uncollectible", source=events.InvoiceUncollectible, example=INVOICE)
def invoice_uncollectible(fact: events.InvoiceUncollectible) -> InvoiceFact:
    """An invoice was given up."""
    return _invoice(fact)


def _invoice(fact: Any) -> InvoiceFact:
    return InvoiceFact(fact.invoice_id, fact.number, Amount(fact.amount, fact.currency))
