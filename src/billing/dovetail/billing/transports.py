"""What billing's reads return, and what clients see."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec

from dovetail.shared_kernel.transports import Instant


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money."""

    amount: int
    """Whole minor units: cents for EUR, yen for JPY."""
    currency: str
    """The ISO 4217 code."""


Amount: TypeAlias = Annotated[Money, msgspec.Meta(extra={"dovetail": "composed"})]
"""Money that a read composes from two columns."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a plan charges in each period."""

    code: str
    description: str
    model: str
    """`flat`, or `per_unit`: the unit amount for each unit. May grow."""
    unit: str | None
    """What is counted, `seat`; null for a flat price."""
    unit_amount: Decimal
    """Minor units, up to twelve decimals."""
    currency: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What one may subscribe to."""

    code: str
    name: str
    description: str
    version: int
    """Grows when the prices or limits of the plan change; subscriptions keep theirs."""
    interval: str
    """`day`, `week`, `month` or `year`."""
    interval_count: int
    seat_limit: int | None
    """How many seats the plan allows; null is any number."""
    prices: list[Price]


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """Something that invoices are paid with."""

    id: UUID
    kind: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    is_default: bool
    """Whether it is the one that is charged."""
    created_at: Instant


@dataclass(frozen=True, slots=True)
class SubscriptionItem:
    """A price of the subscription, and how much of it is billed."""

    price: str
    """The code of the price."""
    description: str
    quantity: int
    unit_amount: Decimal
    """Minor units, up to twelve decimals."""


@dataclass(frozen=True, slots=True)
class LatestInvoice:
    """The last invoice of the subscription, and whether it is paid."""

    id: UUID
    number: str | None
    status: str
    """`open`, `paid` or `uncollectible`. May grow."""
    amount_due: Money
    failure_code: str | None
    """Why the last attempt to pay it was declined; null when none was."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a tenant pays for, period by period."""

    id: UUID
    plan: str
    """The code of the plan."""
    version: int
    """The version of the plan; it stays when the plan changes."""
    status: str
    """`active`, `past_due` while a payment is outstanding, or `canceled`. May grow."""
    currency: str
    items: list[SubscriptionItem]
    current_period_start_at: Instant
    current_period_end_at: Instant
    cancel_at: Instant | None
    """When it ends; null when it renews."""
    canceled_at: Instant | None
    """When somebody asked for its end."""
    ended_at: Instant | None
    latest_invoice: Annotated[LatestInvoice | None, msgspec.Meta(extra={"dovetail": "composed"})]
    created_at: Instant


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """What was charged, for which time."""

    kind: str
    """`recurring`, or `proration_charge` for what was added inside a period. May grow."""
    description: str
    quantity: int
    unit_amount: Decimal
    """Minor units, up to twelve decimals."""
    amount: Money
    period_start_at: Instant
    period_end_at: Instant


@dataclass(frozen=True, slots=True)
class Invoice:
    """A bill. Once it has a number it does not change."""

    id: UUID
    number: str | None
    status: str
    """`open`, `paid` or `uncollectible`. May grow."""
    billing_reason: str
    """`subscription_create`, `subscription_cycle` or `subscription_cancel`. May grow."""
    subscription_id: UUID
    period_start_at: Instant
    period_end_at: Instant
    subtotal: Amount
    total: Amount
    amount_due: Amount
    amount_paid: Amount
    lines: list[InvoiceLine]
    attempt_count: int
    next_attempt_at: Instant | None
    """When the payment is tried again by itself; null is never."""
    failure_code: str | None
    """Why the last attempt to pay was declined; null when none was."""
    finalized_at: Instant | None
    paid_at: Instant | None
    created_at: Instant


@dataclass(frozen=True, slots=True)
class UpcomingInvoice:
    """What the next invoice will say, if nothing changes until then."""

    subscription_id: UUID
    bills_at: Instant
    total: Amount
    lines: list[InvoiceLine]


@dataclass(frozen=True, slots=True)
class TestClock:
    """What time it is for the account."""

    now_at: Instant
    is_moved: bool
    """Whether the clock was moved, and stands still until it is moved again."""
