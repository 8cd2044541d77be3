"""Sharing an amount out in whole minor units, so that the parts always sum to it."""

from collections.abc import Sequence
from fractions import Fraction


def allocate(amount: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Share by largest remainder; of equal remainders the earlier part gets the unit."""
    if any(weight < 0 for weight in weights):
        raise ValueError("A weight is never negative.")
    whole = sum(weights, Fraction(0))
    if not whole:
        if amount:
            raise ValueError("Nothing carries this amount: all weights are zero.")
        return [0] * len(weights)
    shares = [Fraction(abs(amount)) * weight / whole for weight in weights]
    parts = [share.__floor__() for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: parts[place] - shares[place])
    for place in by_remainder[: abs(amount) - sum(parts)]:
        parts[place] += 1
    return parts if amount >= 0 else [-part for part in parts]


def allocate_capped(amount: int, weights: Sequence[int]) -> list[int]:
    """Share at most what the weights hold: no part is larger than its weight."""
    return allocate(min(amount, sum(weights)), weights)
