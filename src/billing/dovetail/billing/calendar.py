"""
Billing periods: half-open, anchored, in the account's time zone.

Boundary n is the anchor plus n intervals, clamped to the month's end, never the previous
boundary plus one: a subscription of January 31 is billed on February 28 and March 31.
"""

from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Interval(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    index: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Cycle:
    anchor: datetime
    """The wall clock time, without a zone, at which the first period starts."""
    interval: Interval
    interval_count: int
    zone: ZoneInfo

    def boundary(self, index: int) -> datetime:
        """The instant, in UTC, at which period `index` starts."""
        day = advance(self.anchor.date(), self.interval, self.interval_count * index)
        return instant(datetime.combine(day, self.anchor.time()), self.zone)

    def period(self, index: int) -> Period:
        return Period(index, self.boundary(index), self.boundary(index + 1))

    def period_at(self, at: datetime) -> Period:
        """The one period that an instant lies in."""
        index = self._guess(at.astimezone(self.zone).date())
        while self.boundary(index) > at:
            index -= 1
        while self.boundary(index + 1) <= at:
            index += 1
        if index < 0:
            raise ValueError("Nothing is billed before the anchor.")
        return self.period(index)

    def _guess(self, day: date) -> int:
        first = self.anchor.date()
        match self.interval:
            case Interval.DAY:
                steps = (day - first).days
            case Interval.WEEK:
                steps = (day - first).days // 7
            case Interval.MONTH:
                steps = (day.year - first.year) * 12 + day.month - first.month
            case Interval.YEAR:
                steps = day.year - first.year
        return steps // self.interval_count


def cycle(anchor_at: datetime, interval: Interval, interval_count: int, zone: str) -> Cycle:
    """The periods of what started at an instant, in the time zone of that name."""
    place = ZoneInfo(zone)
    wall = anchor_at.astimezone(place).replace(tzinfo=None, fold=0)
    return Cycle(wall, interval, interval_count, place)


def advance(day: date, interval: Interval, steps: int) -> date:
    """The date `steps` intervals later, clamped to the end of its month."""
    match interval:
        case Interval.DAY:
            return day + timedelta(days=steps)
        case Interval.WEEK:
            return day + timedelta(weeks=steps)
        case Interval.MONTH:
            return _clamped(day, day.year * 12 + day.month - 1 + steps)
        case Interval.YEAR:
            return _clamped(day, (day.year + steps) * 12 + day.month - 1)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """
    The instant, in UTC, of a wall clock time.

    Of a time that happens twice the first; of one that the clocks skip, the first instant
    after the gap.
    """
    early, late = (_utc(wall, zone, fold) for fold in (1, 0))
    if early >= late:
        return min(early, late)
    return _first_instant_from(wall, zone, early, late)


def _clamped(day: date, month_number: int) -> date:
    year, month = divmod(month_number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _utc(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _first_instant_from(
    wall: datetime, zone: ZoneInfo, early: datetime, late: datetime
) -> datetime:
    start = early.replace(microsecond=0)
    seconds = range(int((late - start).total_seconds()) + 2)

    def is_reached(second: int) -> bool:
        return (start + timedelta(seconds=second)).astimezone(zone).replace(tzinfo=None) >= wall

    return start + timedelta(seconds=bisect_left(seconds, True, key=is_reached))
