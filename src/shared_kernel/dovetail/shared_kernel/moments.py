"""That time has passed, told as events: once for each period, and in order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import connection, transaction

from .events import Event, publish
from .jobs import Budget
from .models import ToldTime
from .transports import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class HourPassed(Event):
    """An hour has passed (UTC). After a standstill every hour that was missed is told, in order."""

    name: ClassVar = "shared_kernel.hour_passed.v1"
    ordered_by: ClassVar[str | None] = "kind"

    kind: str = "hour"
    began_at: Instant
    """When the hour began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPassed(Event):
    """A day has passed (UTC). After a standstill every day that was missed is told, in order."""

    name: ClassVar = "shared_kernel.day_passed.v1"
    ordered_by: ClassVar[str | None] = "kind"

    kind: str = "day"
    day: date


@dataclass(frozen=True, slots=True)
class Period:
    """How long one is, and what is told of it."""

    unit: str
    length: timedelta
    event: Callable[[datetime], Event]


PERIODS = (
    Period("hour", timedelta(hours=1), lambda began_at: HourPassed(began_at=began_at)),
    Period("day", timedelta(days=1), lambda began_at: DayPassed(day=began_at.date())),
)


def tell_time(budget: Budget) -> int:
    """
    Publish that the periods have passed that nobody has told yet; how many.

    Each has its own transaction, and the period is the key of its event: any number of workers
    tell it once. Before the first turn no time has passed for anybody. The clock is the
    database's.
    """
    return sum(_tell(period, budget) for period in PERIODS)


def _tell(period: Period, budget: Budget) -> int:
    told = 0
    while not budget.is_spent and _tell_next(period):
        told += 1
    return told


@transaction.atomic
def _tell_next(period: Period) -> bool:
    now = _beginning(period)
    ToldTime.objects.bulk_create([ToldTime(name=period.unit, until=now)], ignore_conflicts=True)
    last = ToldTime.objects.get(name=period.unit)
    until = last.until + period.length
    if until > now:
        return False
    publish(period.event(last.until), idempotency_key=last.until.isoformat())
    ToldTime.objects.filter(name=period.unit, until=last.until).update(until=until)
    return True


def _beginning(period: Period) -> datetime:
    """When the period began that is now, by the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc(%s, clock_timestamp(), 'UTC')", [period.unit])
        began_at: datetime = cursor.fetchone()[0]
        return began_at
