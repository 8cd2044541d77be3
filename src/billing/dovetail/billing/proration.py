"""Which part of a period a change leaves, as an exact fraction between nought and one."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from dovetail.billing.money import round_half_up

_TICK = timedelta(microseconds=1)


def remaining(start: datetime, end: datetime, at: datetime) -> Fraction:
    """The part of `[start, end)` that is still to come at an instant."""
    return _part(end - min(max(at, start), end), end - start)


def elapsed(start: datetime, end: datetime, at: datetime) -> Fraction:
    """The part of `[start, end)` that is over at an instant."""
    return 1 - remaining(start, end, at)


def of_days(start: date, end: date, bill_from: date, bill_to: date) -> Fraction:
    """The part of a period that whole days cover, both ends half-open."""
    covered = min(bill_to, end) - max(bill_from, start)
    return _part(max(covered, timedelta(0)), end - start)


def prorated(rate: Fraction, fraction: Fraction) -> int:
    """A line's amount for a part of its period: minor units, rounded once."""
    if not 0 <= fraction <= 1:
        raise ValueError("A part of a period lies between nought and one.")
    return round_half_up(rate * fraction)


def _part(numerator: timedelta, denominator: timedelta) -> Fraction:
    if denominator <= timedelta(0):
        raise ValueError("A period ends after it starts.")
    return Fraction(numerator // _TICK, denominator // _TICK)
