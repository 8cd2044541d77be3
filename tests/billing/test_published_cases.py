"""What vendors and other engines publish as the right amount, ours is too."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dovetail.billing import money
from dovetail.billing.allocation import allocate, allocate_capped
from dovetail.billing.calendar import Cycle, Interval
from dovetail.billing.pricing import Charge, ChargeModel, Tier, rate
from dovetail.billing.proration import of_days, prorated, remaining

CASES = json.loads((Path(__file__).parent / "published_cases.json").read_text())

Case = dict[str, Any]


def _charge(given: Case) -> Charge:
    return Charge(
        model=ChargeModel(given["model"]),
        unit_amount=Fraction(given.get("unit_amount", given.get("package_amount", "0"))),
        tiers=tuple(map(_tier, given.get("tiers", []))),
        package_size=Fraction(given.get("package_size", "1")),
        free_units=Fraction(given.get("free_units", "0")),
    )


def _tier(given: Case) -> Tier:
    up_to = given["up_to"]
    return Tier(
        up_to=None if up_to is None else Fraction(up_to),
        unit_amount=Fraction(given["unit_amount"]),
        flat_amount=Fraction(given.get("flat_amount", "0")),
    )


def _charge_model(given: Case) -> Case:
    return {"amount": rate(_charge(given), Fraction(given["quantity"]))}


def _charge_delta(given: Case) -> Case:
    total = rate(_charge(given), Fraction(given["quantity_after"]))
    return {"amount": total - Fraction(given["already_billed_amount"])}


def _line_rounding(given: Case) -> Case:
    exact = Fraction(given["unit_amount_minor"]) * Fraction(given["quantity"])
    return {"amount_minor": money.round_half_up(exact)}


def _round_minor(given: Case) -> Case:
    return {"rounded": money.round_half_up(Fraction(given["value"]))}


def _round_money(given: Case) -> Case:
    return {"amount_minor": money.minor(given["amount"], given["currency"])}


def _allocate(given: Case) -> Case:
    share = allocate_capped if given.get("cap_to_weights") else allocate
    return {"parts_minor": share(given["amount_minor"], given["weights"])}


def _proration_change(given: Case) -> Case:
    start, end, at = (
        datetime.fromisoformat(given[key]) for key in ("period_start", "period_end", "change_at")
    )
    return _change(given, remaining(start, end, at))


def _proration_fraction_change(given: Case) -> Case:
    return _change(given, Fraction(given["remaining"], given["period"]))


def _change(given: Case, fraction: Fraction) -> Case:
    quantity = given.get("quantity", 1)
    credit = -prorated(Fraction(given["old_price_minor"] * quantity), fraction)
    charge = prorated(Fraction(given["new_price_minor"] * quantity), fraction)
    following = given["new_price_minor"] * quantity if given.get("include_next_period") else 0
    answer = {"credit_minor": credit, "charge_minor": charge, "next_period_minor": following}
    return answer | {"total_minor": credit + charge + following}


def _cycle(given: Case) -> Cycle:
    anchor = datetime.combine(date.fromisoformat(given["anchor"]), time(0))
    return Cycle(anchor, Interval(given["interval"]), 1, ZoneInfo("UTC"))


def _billing_dates(given: Case) -> Case:
    cycle = _cycle(given)
    return {"dates": [str(cycle.boundary(n).date()) for n in range(given["count"])]}


def _period_containing(given: Case) -> Case:
    period = _cycle(given).period_at(datetime.fromisoformat(given["at"] + "T00:00:00Z"))
    return {"start": str(period.start.date()), "end": str(period.end.date())}


def _billing_day_of(given: Case) -> Case:
    zone = ZoneInfo(given["timezone"])
    return {"day": datetime.fromisoformat(given["instant"]).astimezone(zone).day}


def _proration_fraction(given: Case) -> Case:
    start, end, bill_from, bill_to = (
        date.fromisoformat(given[key])
        for key in ("period_start", "period_end", "bill_from", "bill_to")
    )
    billionths = money.round_half_up(of_days(start, end, bill_from, bill_to) * 10**9)
    return {"fraction": str(Decimal(billionths).scaleb(-9))}


ANSWERS: dict[str, Callable[[Case], Case]] = {
    "charge_model": _charge_model,
    "charge_delta": _charge_delta,
    "line_rounding": _line_rounding,
    "round_minor": _round_minor,
    "round_money": _round_money,
    "allocate": _allocate,
    "proration_change": _proration_change,
    "proration_fraction_change": _proration_fraction_change,
    "billing_dates": _billing_dates,
    "period_containing": _period_containing,
    "billing_day_of": _billing_day_of,
    "proration_fraction": _proration_fraction,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_published_answer_is_ours(case):
    answer = ANSWERS[case["kind"]](case["inputs"])

    for key, expected in case["expected"].items():
        assert answer[key] == (Fraction(expected) if key == "amount" else expected)
