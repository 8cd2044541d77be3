"""What PostgreSQL refuses, whoever asks."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from dovetail.billing.models import (
    BillingPeriod,
    Invoice,
    InvoiceLine,
    Payment,
    Price,
    Subscription,
)

pytestmark = pytest.mark.usefixtures("subscription")


def save_and_check(row):
    """Save, and check at once what a commit would."""
    row.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def period(**changes):
    first = BillingPeriod.objects.get(item__price__code="base")
    following = {
        "item": first.item,
        "invoice": first.invoice,
        "index": 1,
        "start_at": first.end_at,
        "end_at": datetime(2026, 3, 31, 9, tzinfo=UTC),
        "prev_end_at": first.end_at,
    }
    return BillingPeriod(**{**following, **changes})


def test_the_chain_takes_the_next_period():
    period().save(force_insert=True)

    assert BillingPeriod.objects.filter(item__price__code="base").count() == 2


LATER = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"start_at": LATER, "prev_end_at": LATER}, "billing_period_follows_the_one_before"),
        ({"start_at": LATER}, "billing_period_starts_where_the_last_ended"),
        ({"index": 0, "prev_end_at": None}, "billing_one_period_per_index"),
        ({"prev_end_at": None}, "billing_only_the_first_period_has_none_before"),
        (
            {"start_at": datetime(2026, 1, 31, 9, tzinfo=UTC), "prev_end_at": None, "index": 0},
            "billing_one_period_per",
        ),
        ({"end_at": datetime(2026, 2, 1, tzinfo=UTC)}, "billing_period_lasts"),
    ],
)
def test_the_chain_has_no_gap_no_overlap_and_no_double(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        period(**changes).save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        {"subtotal_minor": 1, "total_minor": 1, "amount_due_minor": 1, "amount_paid_minor": 1},
        {"number": "INV-999999"},
        {"currency": "USD"},
        {"status": "draft", "number": None, "finalized_at": None},
        {"period_end_at": LATER},
        {"finalized_at": LATER},
    ],
)
def test_a_final_invoice_does_not_change(change):
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        Invoice.objects.update(**change)


def test_a_final_invoice_is_not_deleted():
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="is final"):
        cursor.execute("DELETE FROM dovetail_billing_invoice")


@pytest.mark.parametrize(
    "change",
    [
        lambda: InvoiceLine.objects.update(amount_minor=F("amount_minor") + 1),
        lambda: InvoiceLine.objects.all().delete(),
        lambda: copy_of_a_line().save(force_insert=True),
    ],
)
def test_the_lines_of_a_final_invoice_do_not_change(change):
    with pytest.raises(IntegrityError, match="lines of a final invoice"), transaction.atomic():
        change()


def copy_of_a_line():
    line = InvoiceLine.objects.all()[0]
    line.pk = Invoice.objects.get().pk
    line.position = 9
    return line


def test_an_invoice_says_what_its_lines_sum_to():
    draft = Invoice.objects.get()
    draft.pk = Subscription.objects.get().pk
    draft.number, draft.status = "INV-000002", "paid"

    with pytest.raises(IntegrityError, match="its lines sum to 0"), transaction.atomic():
        save_and_check(draft)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"amount_paid_minor": 1}, "billing_paid_invoice_is_paid_in_full"),
        ({"amount_paid_minor": 999_999, "status": "open"}, "billing_paid_is_at_most_due"),
        ({"next_attempt_at": LATER}, "billing_only_open_invoices_are_collected"),
    ],
)
def test_what_is_paid_adds_up(change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Invoice.objects.update(**change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "canceled"}, "billing_canceled_is_ended"),
        ({"next_billing_at": None}, "billing_live_is_billed_next"),
    ],
)
def test_a_subscription_is_live_or_ended(change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Subscription.objects.update(**change)


def test_an_invoice_has_one_live_payment():
    paid = Payment.objects.get()
    Payment.objects.filter(id=paid.id).update(status="created")
    twin = Payment(
        invoice=paid.invoice,
        payment_method=paid.payment_method,
        attempt=2,
        amount_minor=1,
        currency="EUR",
        idempotency_key="another",
    )

    with pytest.raises(IntegrityError, match="billing_one_live_payment"), transaction.atomic():
        twin.save(force_insert=True)


def test_a_price_does_not_change():
    with pytest.raises(IntegrityError, match="make a new version"), transaction.atomic():
        Price.objects.update(unit_amount=1)
