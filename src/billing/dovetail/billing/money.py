"""Money in whole minor units. Nothing here knows a float."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from dovetail.billing.currencies import exponent_of

LARGEST_MINOR: Final = 9_000_000_000_000_000
"""Exact in an IEEE double, so that every JSON reader gets the same number."""


class CurrencyMismatch(ValueError):
    """Two currencies do not add up."""


@dataclass(frozen=True, slots=True)
class Money:
    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("Money is a whole number of minor units.")
        if abs(self.minor) > LARGEST_MINOR:
            raise OverflowError("That is more money than can be written exactly.")
        exponent_of(self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        if type(times) is not int:
            raise TypeError("Money is multiplied by whole numbers only.")
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __str__(self) -> str:
        return f"{self.currency} {major(self.minor, self.currency):,f}"

    def _same(self, other: "Money") -> int:
        if not isinstance(other, Money):
            raise TypeError("Money adds to money only.")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor


def round_half_up(value: Fraction | int) -> int:
    """Round to a whole number, halves away from zero for both signs."""
    magnitude = (2 * abs(Fraction(value)) + 1) // 2
    return int(magnitude) if value >= 0 else -int(magnitude)


def minor(amount: Decimal | str, currency: str) -> int:
    """Whole minor units of an amount in major units: `"9.99"` EUR is 999."""
    return round_half_up(Fraction(amount) * 10 ** exponent_of(currency))


def major(minor_units: int, currency: str) -> Decimal:
    """The amount in major units with the currency's decimals: 999 EUR is `9.99`."""
    return Decimal(minor_units).scaleb(-exponent_of(currency))


def written(minor_units: Decimal | int, currency: str) -> str:
    """For people: 5600 EUR is `56.00 EUR`; fractions of a minor unit are shown where there are."""
    decimals = exponent_of(currency)
    exact = Decimal(minor_units).scaleb(-decimals).normalize()
    shown = max(decimals, -int(exact.as_tuple().exponent))
    return f"{exact:,.{shown}f} {currency}"
