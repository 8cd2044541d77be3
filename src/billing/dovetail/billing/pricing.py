"""What a quantity costs, in exact fractions of a minor unit. Rounding is not done here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise


class ChargeModel(StrEnum):
    FLAT = "flat"
    PER_UNIT = "per_unit"
    GRADUATED = "graduated"
    VOLUME = "volume"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class Tier:
    up_to: Fraction | None
    """The last quantity of the tier, included; the last tier is open."""
    unit_amount: Fraction
    flat_amount: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Charge:
    """A price, as arithmetic sees it. Amounts are minor units."""

    model: ChargeModel
    unit_amount: Fraction = Fraction(0)
    tiers: tuple[Tier, ...] = ()
    package_size: Fraction = Fraction(1)
    free_units: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.unit_amount < 0 or self.free_units < 0 or self.package_size <= 0:
            raise ValueError("Amounts are never negative, and a package holds something.")
        if self.model in (ChargeModel.GRADUATED, ChargeModel.VOLUME):
            _refuse_bad_tiers(self.tiers)


def rate(charge: Charge, quantity: Fraction | int) -> Fraction:
    """The price of a quantity, in minor units, not rounded."""
    if quantity < 0:
        raise ValueError("A quantity is never negative.")
    return _RATES[charge.model](charge, Fraction(quantity))


def _flat(charge: Charge, quantity: Fraction) -> Fraction:
    return charge.unit_amount


def _per_unit(charge: Charge, quantity: Fraction) -> Fraction:
    return charge.unit_amount * quantity


def _package(charge: Charge, quantity: Fraction) -> Fraction:
    packages = max(Fraction(0), quantity - charge.free_units) / charge.package_size
    return charge.unit_amount * packages.__ceil__()


def _volume(charge: Charge, quantity: Fraction) -> Fraction:
    tier = next(tier for tier in charge.tiers if _reaches(tier, quantity))
    return tier.flat_amount + tier.unit_amount * quantity


def _graduated(charge: Charge, quantity: Fraction) -> Fraction:
    total, floor = Fraction(0), Fraction(0)
    for tier in charge.tiers:
        within = quantity if tier.up_to is None else min(quantity, tier.up_to)
        total += tier.flat_amount + tier.unit_amount * (within - floor)
        if _reaches(tier, quantity):
            break
        floor = within
    return total


def _reaches(tier: Tier, quantity: Fraction) -> bool:
    return tier.up_to is None or quantity <= tier.up_to


def _refuse_bad_tiers(tiers: Sequence[Tier]) -> None:
    if not tiers or tiers[-1].up_to is not None:
        raise ValueError("The last tier is open, and there is at least one.")
    ends = [Fraction(0), *(tier.up_to for tier in tiers[:-1])]
    for before, after in pairwise(ends):
        if before is None or after is None or after <= before:
            raise ValueError("Each tier ends above the one before it.")
    if any(tier.unit_amount < 0 or tier.flat_amount < 0 for tier in tiers):
        raise ValueError("Amounts are never negative.")


_RATES: dict[ChargeModel, Callable[[Charge, Fraction], Fraction]] = {
    ChargeModel.FLAT: _flat,
    ChargeModel.PER_UNIT: _per_unit,
    ChargeModel.GRADUATED: _graduated,
    ChargeModel.VOLUME: _volume,
    ChargeModel.PACKAGE: _package,
}
