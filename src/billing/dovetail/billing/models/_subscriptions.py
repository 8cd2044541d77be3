from django.db import models
from django.db.models import F, Q

from dovetail.billing.enums import SubscriptionStatus
from dovetail.billing.models._catalog import PlanVersion, Price
from dovetail.billing.models._parties import BillingAccount
from dovetail.shared_kernel.models import Record


class Subscription(Record):
    account = models.ForeignKey(BillingAccount, models.PROTECT, related_name="+")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    status = models.CharField(
        max_length=16, choices=SubscriptionStatus, default=SubscriptionStatus.ACTIVE
    )
    anchor_at = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    current_index = models.PositiveIntegerField(default=0)
    current_start_at = models.DateTimeField()
    current_end_at = models.DateTimeField()
    next_billing_at = models.DateTimeField(null=True, db_index=True)
    cancel_at = models.DateTimeField(null=True)
    canceled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(ended_at=None),
                name="billing_one_live_subscription",
            ),
            models.CheckConstraint(
                condition=Q(status=SubscriptionStatus.CANCELED, ended_at__isnull=False)
                | Q(~Q(status=SubscriptionStatus.CANCELED), ended_at__isnull=True),
                name="billing_canceled_is_ended",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, next_billing_at__isnull=False)
                | Q(ended_at__isnull=False, next_billing_at=None),
                name="billing_live_is_billed_next",
            ),
            models.CheckConstraint(
                condition=Q(current_start_at__lt=F("current_end_at")),
                name="billing_current_period_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"


class SubscriptionItem(Record):
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="+")
    price = models.ForeignKey(Price, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    billed_quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "price"], name="billing_one_item_per_price"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.price_id}"


class BillingPeriod(Record):
    """The chain: PostgreSQL refuses a gap, an overlap and a second billing."""

    item = models.ForeignKey(SubscriptionItem, models.PROTECT, related_name="+")
    invoice = models.ForeignKey("Invoice", models.PROTECT, related_name="+")
    index = models.PositiveIntegerField()
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    prev_end_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "index"], name="billing_one_period_per_index"),
            models.UniqueConstraint(
                fields=["item", "start_at"], name="billing_one_period_per_start"
            ),
            models.UniqueConstraint(fields=["item", "end_at"], name="billing_one_period_per_end"),
            models.CheckConstraint(
                condition=Q(start_at__lt=F("end_at")), name="billing_period_lasts"
            ),
            models.CheckConstraint(
                condition=Q(index=0, prev_end_at=None) | Q(index__gt=0, prev_end_at__isnull=False),
                name="billing_only_the_first_period_has_none_before",
            ),
            models.CheckConstraint(
                condition=Q(prev_end_at=None) | Q(prev_end_at=F("start_at")),
                name="billing_period_starts_where_the_last_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.index}"
