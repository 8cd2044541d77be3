from django.db import models
from django.db.models import Q

from dovetail.billing.calendar import Interval
from dovetail.billing.enums import VersionStatus
from dovetail.billing.pricing import ChargeModel
from dovetail.shared_kernel.models import Record

PRICED_AS = [(model.value, model.value) for model in (ChargeModel.FLAT, ChargeModel.PER_UNIT)]


class Plan(Record):
    code = models.SlugField(max_length=48, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.code


class PlanVersion(Record):
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=16, choices=VersionStatus, default=VersionStatus.ACTIVE)
    interval = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in Interval]
    )
    interval_count = models.PositiveSmallIntegerField(default=1)
    seat_limit = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="billing_one_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(status=VersionStatus.ACTIVE),
                name="billing_one_active_version",
            ),
            models.CheckConstraint(
                condition=Q(interval_count__range=(1, 366)), name="billing_interval_is_counted"
            ),
            models.CheckConstraint(
                condition=Q(seat_limit=None) | Q(seat_limit__gte=1),
                name="billing_seat_limit_lets_somebody_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class Price(Record):
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=48)
    description = models.CharField(max_length=120)
    model = models.CharField(max_length=16, choices=PRICED_AS)
    unit = models.CharField(max_length=16, blank=True)
    currency = models.CharField(max_length=3)
    unit_amount = models.DecimalField(max_digits=32, decimal_places=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan_version", "code", "currency"], name="billing_one_price_per_currency"
            ),
            models.CheckConstraint(
                condition=Q(unit_amount__gte=0), name="billing_price_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(model=ChargeModel.FLAT.value, unit="")
                | Q(model=ChargeModel.PER_UNIT.value, unit="seat"),
                name="billing_price_counts_its_unit",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="billing_price_has_a_currency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.currency}"
