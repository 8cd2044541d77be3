from django.db import models
from django.db.models import Q

from dovetail.billing.enums import PaymentStatus
from dovetail.billing.models._invoices import Invoice
from dovetail.billing.models._parties import PaymentMethod
from dovetail.shared_kernel.models import Record


class Payment(Record):
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    payment_method = models.ForeignKey(PaymentMethod, models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=32)
    attempt = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=16, choices=PaymentStatus, default=PaymentStatus.CREATED)
    idempotency_key = models.CharField(max_length=128, unique=True)
    gateway_payment_id = models.CharField(max_length=128, null=True, unique=True)
    failure_code = models.CharField(max_length=64, null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "attempt"], name="billing_one_payment_per_attempt"
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(status=PaymentStatus.CREATED),
                name="billing_one_live_payment",
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(status=PaymentStatus.SUCCEEDED),
                name="billing_an_invoice_is_paid_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="billing_payment_moves_money"
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key


class SandboxMethod(Record):
    """A card that the sandbox gateway knows. Not a table of ours: the gateway's own."""

    token = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.token


class SandboxCharge(Record):
    """What the sandbox gateway did for an idempotency key."""

    idempotency_key = models.CharField(max_length=128, unique=True)
    method = models.ForeignKey(SandboxMethod, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    failure_code = models.CharField(max_length=64, null=True)
    call_count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.idempotency_key
