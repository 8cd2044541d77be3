from django.db.models import F, OuterRef, Value
from django.db.models.functions import NullIf

from dovetail.billing import errors, transports
from dovetail.billing.enums import VersionStatus
from dovetail.billing.models import PlanVersion, Price
from dovetail.billing.repositories._composed import decimal, rows_of
from dovetail.shared_kernel.transports import Rows, one


def list_plans() -> Rows[transports.Plan]:
    """The plans that one may subscribe to."""
    return _plans().order_by("code")


def get_plan(code: str) -> transports.Plan:
    """
    One plan.

    :raises PlanNotFound:
    """
    return one(_plans().filter(code=code), errors.PlanNotFound)


def _plans() -> Rows[transports.Plan]:
    prices = Price.objects.filter(plan_version=OuterRef("pk")).order_by("currency", "code")
    return (
        PlanVersion.objects.filter(status=VersionStatus.ACTIVE)
        .annotate(
            code=F("plan__code"),
            name=F("plan__name"),
            description=F("plan__description"),
            version=F("number"),
            prices=rows_of(
                prices,
                transports.Price,
                code=F("code"),
                description=F("description"),
                model=F("model"),
                unit=NullIf(F("unit"), Value("")),
                unit_amount=decimal("unit_amount"),
                currency=F("currency"),
            ),
        )
        .into(transports.Plan)
    )
