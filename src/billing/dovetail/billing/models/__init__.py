"""The tables of billing. Rules live in their constraints, and in the triggers of the migrations."""

from dovetail.billing.models._catalog import Plan, PlanVersion, Price
from dovetail.billing.models._invoices import Invoice, InvoiceLine, NumberSequence, PendingLine
from dovetail.billing.models._parties import BillingAccount, PaymentMethod, TestClock
from dovetail.billing.models._payments import Payment, SandboxCharge, SandboxMethod
from dovetail.billing.models._subscriptions import (
    BillingPeriod,
    Subscription,
    SubscriptionItem,
)

__all__ = [
    "BillingAccount",
    "BillingPeriod",
    "Invoice",
    "InvoiceLine",
    "NumberSequence",
    "Payment",
    "PaymentMethod",
    "PendingLine",
    "Plan",
    "PlanVersion",
    "Price",
    "SandboxCharge",
    "SandboxMethod",
    "Subscription",
    "SubscriptionItem",
    "TestClock",
]
