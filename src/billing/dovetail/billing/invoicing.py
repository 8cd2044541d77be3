"""Lines become an invoice: each amount is rounded once, then only whole units are summed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from dovetail.billing.calendar import Period
from dovetail.billing.pricing import Charge, rate
from dovetail.billing.proration import prorated, remaining


@dataclass(frozen=True, slots=True)
class Product:
    """What a price sells, as lines see it."""

    description: str
    unit_amount: Decimal
    """Minor units, up to twelve decimals."""
    charge: Charge


@dataclass(frozen=True, slots=True)
class Line:
    description: str
    quantity: int
    unit_amount: Decimal
    amount: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Totals:
    subtotal: int
    total: int
    amount_due: int


def recurring(product: Product, quantity: int, period: Period) -> Line:
    """The line of a whole period, billed in advance."""
    return Line(
        product.description,
        quantity,
        product.unit_amount,
        prorated(rate(product.charge, quantity), Fraction(1)),
        period.start,
        period.end,
    )


def added(product: Product, billed: int, quantity: int, period: Period, at: datetime) -> Line:
    """The line for what exceeds a billed quantity, from an instant to the period's end."""
    extra = rate(product.charge, quantity) - rate(product.charge, billed)
    return Line(
        product.description,
        quantity - billed,
        product.unit_amount,
        prorated(extra, remaining(period.start, period.end, at)),
        min(max(at, period.start), period.end),
        period.end,
    )


def assemble(lines: Iterable[Line]) -> Totals:
    """The totals of an invoice. What is due never falls below nothing."""
    subtotal = sum(line.amount for line in lines)
    return Totals(subtotal=subtotal, total=subtotal, amount_due=max(0, subtotal))
