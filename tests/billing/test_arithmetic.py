"""Laws of money: what holds for every amount, price, zone and instant."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import dovetail.billing
from dovetail.billing import invoicing, money
from dovetail.billing.allocation import allocate
from dovetail.billing.calendar import Cycle, Interval, Period, advance, instant
from dovetail.billing.currencies import EXPONENTS, UnknownCurrency, exponent_of
from dovetail.billing.money import CurrencyMismatch, Money, round_half_up
from dovetail.billing.pricing import Charge, ChargeModel, Tier, rate
from dovetail.billing.proration import elapsed, prorated, remaining

amounts = st.integers(-(10**12), 10**12)
fractions = st.fractions(min_value=-(10**9), max_value=10**9)
quantities = st.fractions(min_value=0, max_value=10**6, max_denominator=1000)
zones = st.sampled_from(sorted(available_timezones() - {"Factory"})).map(ZoneInfo)
walls = st.datetimes(datetime(2012, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001
    lambda wall: wall.replace(microsecond=0)
)
instants = st.datetimes(
    datetime(2015, 1, 1),  # noqa: DTZ001
    datetime(2045, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@st.composite
def tiers(draw: st.DrawFn) -> tuple[Tier, ...]:
    ends = sorted(draw(st.sets(st.integers(1, 1000), max_size=4)))
    prices = st.integers(0, 500).map(Fraction)
    return tuple(Tier(end, draw(prices), draw(prices)) for end in [*map(Fraction, ends), None])


@given(fractions)
def test_rounding_is_symmetric_and_near(value):
    rounded = round_half_up(value)

    assert round_half_up(-value) == -rounded
    assert abs(value - rounded) <= Fraction(1, 2)
    assert abs(rounded) >= abs(value) or abs(value - rounded) < Fraction(1, 2)


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_sum_and_stay_near_their_part(amount, weights):
    assume(sum(weights))

    parts = allocate(amount, weights)

    assert sum(parts) == amount
    assert allocate(-amount, weights) == [-part for part in parts]
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1
        assert weight or not part


def test_the_earlier_of_equals_gets_the_odd_cent():
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]


def test_nothing_cannot_carry_something():
    with pytest.raises(ValueError, match="weights are zero"):
        allocate(1, [0, 0])


@given(amounts, amounts, st.sampled_from(sorted(EXPONENTS)))
def test_money_stays_whole(left, right, currency):
    total = Money(left, currency) + Money(right, currency)

    assert total == Money(left + right, currency)
    assert total - Money(right, currency) == Money(left, currency)
    assert type((total * 3).minor) is int


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (lambda: Money(1, "EUR") + Money(1, "USD"), CurrencyMismatch),
        (lambda: Money(1, "EUR") * 1.5, TypeError),
        (lambda: Money(1, "EUR") * True, TypeError),
        (lambda: Money(1.0, "EUR"), TypeError),
        (lambda: Money(1, "EUR") + 1, TypeError),
        (lambda: Money(money.LARGEST_MINOR + 1, "EUR"), OverflowError),
        (lambda: Money(1, "eur"), UnknownCurrency),
    ],
)
def test_money_refuses(wrong, refusal):
    with pytest.raises(refusal):
        wrong()


@pytest.mark.parametrize(
    ("currency", "exponent"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("IQD", 3), ("CLF", 4)]
)
def test_a_currency_has_its_decimals(currency, exponent):
    assert exponent_of(currency) == exponent
    assert money.minor("1", currency) == 10**exponent
    assert money.major(1, currency) == Decimal(1).scaleb(-exponent)


def test_money_reads_well():
    assert str(Money(123456789, "EUR")) == "EUR 1,234,567.89"


@given(tiers(), quantities, quantities)
def test_graduated_prices_never_fall(steps, quantity, more):
    charge = Charge(ChargeModel.GRADUATED, tiers=steps)

    assert rate(charge, quantity + more) >= rate(charge, quantity)


@given(tiers(), st.fractions(min_value=0, max_value=1))
def test_inside_the_first_tier_volume_is_graduated(steps, quantity):
    graduated, volume = (
        Charge(model, tiers=steps) for model in (ChargeModel.GRADUATED, ChargeModel.VOLUME)
    )

    assert rate(graduated, quantity) == rate(volume, quantity)


@given(quantities, st.integers(1, 100))
def test_a_package_is_sold_whole(quantity, size):
    charge = Charge(ChargeModel.PACKAGE, Fraction(700), package_size=Fraction(size))
    filled = -(-quantity // size) * size

    assert rate(charge, quantity) == rate(charge, filled)


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (Tier(Fraction(5), Fraction(1)),),
        (Tier(Fraction(5), Fraction(1)), Tier(Fraction(5), Fraction(1)), Tier(None, Fraction(1))),
        (Tier(None, Fraction(1)), Tier(None, Fraction(1))),
        (Tier(None, Fraction(-1)),),
    ],
)
def test_bad_tiers_are_refused(steps):
    with pytest.raises(ValueError, match=r"tier|never negative"):
        Charge(ChargeModel.GRADUATED, tiers=steps)


@given(instants, st.lists(st.integers(0, 10**6), min_size=2, unique=True), amounts)
def test_the_parts_of_a_period_are_the_whole(start, seconds, price):
    cuts = [start + timedelta(seconds=second) for second in sorted(seconds)]
    first, last = cuts[0], cuts[-1]
    pieces = [
        remaining(first, last, cut) - remaining(first, last, following)
        for cut, following in pairwise(cuts)
    ]

    assert sum(pieces) == 1
    assert remaining(first, last, cuts[1]) + elapsed(first, last, cuts[1]) == 1
    rounded = [prorated(Fraction(price), piece) for piece in pieces]
    assert abs(sum(rounded) - price) <= Fraction(len(pieces), 2)


@given(walls, st.sampled_from(Interval), st.integers(1, 5), zones, st.integers(0, 200))
def test_periods_form_a_chain(anchor, interval, count, zone, index):
    cycle = Cycle(anchor, interval, count, zone)
    period, following = cycle.period(index), cycle.period(index + 1)

    assert period.start < period.end == following.start
    assert cycle.period_at(period.start) == period
    assert cycle.period_at(period.end - timedelta(microseconds=1)) == period


@given(walls, st.sampled_from(Interval), zones, instants)
def test_every_instant_lies_in_one_period(anchor, interval, zone, at):
    cycle = Cycle(anchor, interval, 1, zone)
    assume(cycle.boundary(0) <= at)

    period = cycle.period_at(at)

    assert period.start <= at < period.end
    assert period.index >= 0


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_the_anchor_day_comes_back_in_every_month_that_has_it(day, months):
    later = advance(day, Interval.MONTH, months)

    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        ("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
        ("America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:00:00Z"),
        ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T10:00:00Z"),
        ("America/Santiago", "2026-09-06T00:00:00", "2026-09-06T04:00:00Z"),
    ],
)
def test_the_clocks_may_skip_or_repeat_the_hour(zone, wall, expected):
    assert instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == datetime.fromisoformat(expected)


def test_nothing_is_billed_before_the_anchor():
    cycle = Cycle(datetime.fromisoformat("2026-01-31"), Interval.MONTH, 1, ZoneInfo("UTC"))

    with pytest.raises(ValueError, match="before the anchor"):
        cycle.period_at(datetime(2026, 1, 30, tzinfo=UTC))


PERIOD = Period(
    0,
    datetime.combine(date(2026, 4, 1), time(), UTC),
    datetime.combine(date(2026, 5, 1), time(), UTC),
)
SEAT = invoicing.Product("Seat", Decimal(900), Charge(ChargeModel.PER_UNIT, Fraction(900)))


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 1000)), max_size=10))
def test_an_invoice_is_the_sum_of_its_lines(sold):
    lines = [
        invoicing.recurring(
            invoicing.Product("", Decimal(price), Charge(ChargeModel.PER_UNIT, Fraction(price))),
            quantity,
            PERIOD,
        )
        for price, quantity in sold
    ]

    totals = invoicing.assemble(lines)

    assert totals.total == sum(price * quantity for price, quantity in sold)
    assert totals == invoicing.assemble(reversed(lines))


def test_a_seat_added_in_the_middle_costs_half():
    line = invoicing.added(SEAT, 1, 3, PERIOD, datetime(2026, 4, 16, tzinfo=UTC))

    assert (line.quantity, line.amount) == (2, 900)
    assert (line.start, line.end) == (datetime(2026, 4, 16, tzinfo=UTC), PERIOD.end)


def test_a_seat_added_when_the_period_is_over_costs_nothing():
    assert invoicing.added(SEAT, 1, 2, PERIOD, PERIOD.end + timedelta(days=1)).amount == 0


def test_only_money_rounds():
    package = Path(dovetail.billing.__file__).parent

    offenders = [
        (path.name, word)
        for path in package.rglob("*.py")
        for word in (" round(", "float(", "quantize(")
        if word in path.read_text()
    ]

    assert offenders == []
