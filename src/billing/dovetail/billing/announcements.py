"""How people are told of what billing did."""

from collections.abc import Mapping
from typing import Any

from dovetail.billing.money import Money
from dovetail.shared_kernel.announcements import Announcement, Outdated, announce, holders

EXAMPLE = {
    "tenant_id": "018f0000-0000-7000-8000-000000000001",
    "invoice_id": "018f0000-0000-7000-8000-000000000002",
    "number": "INV-000001",
    "amount": 3800,
    "currency": "EUR",
}


def price_words(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"price": str(Money(payload["amount"], payload["currency"]))}


def receipt_words(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    if not payload["amount"]:
        raise Outdated("Nobody is told of an invoice over nothing.")
    return price_words(payload)


announce(
    Announcement(
        name="billing.invoice_paid",
        event="billing.invoice_paid.v1",
        category="billing",
        audience=holders("billing:invoice.read"),
        channels=("inbox", "mail"),
        subject="Invoice {{ number }} is paid",
        template="dovetail/billing/invoice_paid",
        action_path="/billing/invoices/{{ invoice_id }}",
        context=receipt_words,
        example=EXAMPLE,
    )
)

announce(
    Announcement(
        name="billing.payment_failed",
        event="billing.payment_failed.v1",
        category="billing",
        audience=holders("billing:subscription.manage"),
        channels=("inbox", "mail"),
        mandatory=("mail",),
        subject="Payment of {{ number }} failed",
        template="dovetail/billing/payment_failed",
        action_path="/billing/invoices/{{ invoice_id }}",
        context=price_words,
        example={
            **EXAMPLE,
            "failure_code": "card_declined",
            "next_attempt_at": "2026-05-02T09:00:00Z",
        },
    )
)

announce(
    Announcement(
        name="billing.subscription_canceled",
        event="billing.subscription_canceled.v1",
        category="billing",
        audience=holders("billing:subscription.manage"),
        channels=("inbox", "mail"),
        mandatory=("mail",),
        subject="Your subscription has ended",
        template="dovetail/billing/subscription_canceled",
        action_path="/billing",
        example={
            "tenant_id": "018f0000-0000-7000-8000-000000000001",
            "subscription_id": "018f0000-0000-7000-8000-000000000003",
            "reason": "payment_failed",
        },
    )
)
