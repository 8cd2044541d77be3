from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

import msgspec
from django.db import transaction

from dovetail.billing import errors
from dovetail.billing.currencies import EXPONENTS
from dovetail.billing.enums import VersionStatus
from dovetail.billing.models import Plan, PlanVersion, Price

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$")]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
HIGHEST = 100_000_000_000
"""Of a unit amount, in minor units: times ninety thousand seats it is still exact in JSON."""
UNIT_OF = {"flat": "", "per_unit": "seat"}


class PriceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Code
    description: Words
    currency: str
    unit_amount: int | str
    model: Literal["flat", "per_unit"] = "flat"

    @property
    def exact_amount(self) -> Decimal:
        return Decimal(self.unit_amount)


class PlanEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Code
    name: Words
    prices: Annotated[list[PriceEntry], msgspec.Meta(min_length=1)]
    description: str = ""
    interval: Literal["day", "week", "month", "year"] = "month"
    interval_count: Annotated[int, msgspec.Meta(ge=1, le=366)] = 1
    seat_limit: Annotated[int, msgspec.Meta(ge=1, le=2_000_000_000)] | None = None


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    plans: list[PlanEntry]


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """What loading a catalog did to a plan."""

    plan: str
    change: str
    """`created`, `versioned` when prices or limits changed, `renamed`, or `unchanged`."""
    version: int


@transaction.atomic
def load_catalog(*, text: str, is_rehearsal: bool = False) -> list[CatalogChange]:
    """
    Bring the plans to what a catalog file (TOML) says.

    Loading the same file again changes nothing. Changed prices or limits make a new version of
    the plan; subscriptions keep theirs. Plans that the file does not name stay as they are.

    :raises CatalogInvalid:
    """
    catalog = _parsed(text)
    changes = [_load(entry) for entry in sorted(catalog.plans, key=lambda entry: entry.code)]
    if is_rehearsal:
        transaction.set_rollback(True)
    return changes


def _parsed(text: str) -> Catalog:
    try:
        catalog = msgspec.toml.decode(text, type=Catalog)
    except (msgspec.MsgspecError, ValueError) as error:
        raise errors.CatalogInvalid(str(error)) from error
    for problem in _problems(catalog):
        raise errors.CatalogInvalid(problem)
    return catalog


def _problems(catalog: Catalog) -> Iterator[str]:
    for code in _repeated(plan.code for plan in catalog.plans):
        yield f"The plan {code} is there twice."
    for plan in catalog.plans:
        for code in _repeated(f"{price.code} {price.currency}" for price in plan.prices):
            yield f"The plan {plan.code} has the price {code} twice."
        for price in plan.prices:
            where = f"The price {price.code} of {plan.code}"
            if price.currency not in EXPONENTS:
                yield f"{where} is in {price.currency!r}, which is no currency of ISO 4217."
            if not _is_amount(price):
                yield f"{where} needs an amount in minor units, at most twelve decimals."


def _is_amount(price: PriceEntry) -> bool:
    try:
        amount = price.exact_amount
    except InvalidOperation:
        return False
    if not amount.is_finite() or not 0 <= amount <= HIGHEST:
        return False
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -12


def _repeated(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def _load(entry: PlanEntry) -> CatalogChange:
    words = {"name": entry.name, "description": entry.description}
    plan, is_new = Plan.objects.select_for_update().get_or_create(code=entry.code, defaults=words)
    active = PlanVersion.objects.filter(plan=plan, status=VersionStatus.ACTIVE).first()
    is_renamed = (plan.name, plan.description) != (entry.name, entry.description)
    if is_renamed:
        Plan.objects.filter(id=plan.id).update(**words)
    if active is not None and _says_the_same(active, entry):
        return CatalogChange(entry.code, "renamed" if is_renamed else "unchanged", active.number)
    version = _next_version(plan, active, entry)
    return CatalogChange(entry.code, "created" if is_new else "versioned", version.number)


def _says_the_same(version: PlanVersion, entry: PlanEntry) -> bool:
    stored = Price.objects.filter(plan_version=version).values_list(
        "code", "description", "model", "currency", "unit_amount"
    )
    wanted = {
        (price.code, price.description, price.model, price.currency, price.exact_amount)
        for price in entry.prices
    }
    terms = (version.interval, version.interval_count, version.seat_limit)
    return set(stored) == wanted and terms == (
        entry.interval,
        entry.interval_count,
        entry.seat_limit,
    )


def _next_version(plan: Plan, active: PlanVersion | None, entry: PlanEntry) -> PlanVersion:
    if active is not None:
        PlanVersion.objects.filter(id=active.id).update(status=VersionStatus.RETIRED)
    version = PlanVersion.objects.create(
        plan=plan,
        number=active.number + 1 if active else 1,
        interval=entry.interval,
        interval_count=entry.interval_count,
        seat_limit=entry.seat_limit,
    )
    Price.objects.bulk_create(
        Price(
            plan_version=version,
            code=price.code,
            description=price.description,
            model=price.model,
            unit=UNIT_OF[price.model],
            currency=price.currency,
            unit_amount=price.exact_amount,
        )
        for price in entry.prices
    )
    return version
