from django.db import models
from django.db.models import F, Q

from dovetail.billing.enums import BillingReason, InvoiceStatus, LineKind
from dovetail.billing.models._parties import BillingAccount
from dovetail.billing.models._subscriptions import Subscription, SubscriptionItem
from dovetail.shared_kernel.models import Record


class NumberSequence(Record):
    scope = models.CharField(max_length=64, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.scope} {self.last}"


class Invoice(Record):
    account = models.ForeignKey(BillingAccount, models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="+")
    number = models.CharField(max_length=64, null=True, unique=True)
    status = models.CharField(max_length=16, choices=InvoiceStatus, default=InvoiceStatus.DRAFT)
    billing_reason = models.CharField(max_length=32, choices=BillingReason)
    currency = models.CharField(max_length=3)
    period_start_at = models.DateTimeField()
    period_end_at = models.DateTimeField()
    subtotal_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    amount_due_minor = models.BigIntegerField()
    amount_paid_minor = models.BigIntegerField(default=0)
    finalized_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True, db_index=True)
    attempt_count = models.PositiveIntegerField(default=0)
    retry_count = models.PositiveIntegerField(default=0)
    failure_code = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=InvoiceStatus.DRAFT, number=None, finalized_at=None)
                | Q(
                    ~Q(status=InvoiceStatus.DRAFT),
                    number__isnull=False,
                    finalized_at__isnull=False,
                ),
                name="billing_final_invoice_is_numbered",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("subtotal_minor")), name="billing_total_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(amount_due_minor=F("total_minor"), amount_due_minor__gte=0),
                name="billing_due_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(amount_paid_minor__gte=0)
                & Q(amount_paid_minor__lte=F("amount_due_minor")),
                name="billing_paid_is_at_most_due",
            ),
            models.CheckConstraint(
                condition=Q(status=InvoiceStatus.PAID, amount_paid_minor=F("amount_due_minor"))
                | ~Q(status=InvoiceStatus.PAID),
                name="billing_paid_invoice_is_paid_in_full",
            ),
            models.CheckConstraint(
                condition=Q(next_attempt_at=None) | Q(status=InvoiceStatus.OPEN),
                name="billing_only_open_invoices_are_collected",
            ),
            models.CheckConstraint(
                condition=Q(total_minor__range=(-9_000_000_000_000_000, 9_000_000_000_000_000)),
                name="billing_total_is_exact_in_json",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.id}"


class InvoiceLine(Record):
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32, choices=LineKind)
    item = models.ForeignKey(SubscriptionItem, models.PROTECT, related_name="+")
    description = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    unit_amount = models.DecimalField(max_digits=32, decimal_places=12)
    amount_minor = models.BigIntegerField()
    period_start_at = models.DateTimeField()
    period_end_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "position"], name="billing_one_line_per_position"
            ),
            models.UniqueConstraint(
                fields=["item", "period_start_at"],
                condition=Q(kind=LineKind.RECURRING),
                name="billing_a_period_is_billed_once",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class PendingLine(Record):
    """What came up inside a period and waits for the next invoice."""

    item = models.ForeignKey(SubscriptionItem, models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=32, choices=LineKind, default=LineKind.PRORATION_CHARGE)
    description = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    unit_amount = models.DecimalField(max_digits=32, decimal_places=12)
    amount_minor = models.BigIntegerField()
    period_start_at = models.DateTimeField()
    period_end_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["item"], condition=Q(invoice=None), name="billing_pending_lines"),
        ]

    def __str__(self) -> str:
        return self.description
