from django.db import models
from django.db.models import Q

from dovetail.billing.enums import MethodStatus
from dovetail.shared_kernel.models import Record


class BillingAccount(Record):
    tenant_id = models.UUIDField(unique=True)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="billing_account_has_a_currency"
            ),
        ]

    def __str__(self) -> str:
        return str(self.tenant_id)


class PaymentMethod(Record):
    account = models.ForeignKey(BillingAccount, models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=32)
    gateway_method_id = models.CharField(max_length=128)
    kind = models.CharField(max_length=32)
    brand = models.CharField(max_length=32)
    last4 = models.CharField(max_length=4)
    exp_month = models.PositiveSmallIntegerField(null=True)
    exp_year = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=16, choices=MethodStatus, default=MethodStatus.ATTACHED)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "gateway_method_id"], name="billing_one_method_per_token"
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(is_default=True),
                name="billing_one_default_method",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(status=MethodStatus.ATTACHED),
                name="billing_default_method_is_attached",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.last4}"


class TestClock(Record):
    __test__ = False

    account = models.OneToOneField(BillingAccount, models.CASCADE, related_name="test_clock")
    now_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.now_at.isoformat()
