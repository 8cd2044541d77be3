"""The jobs' schedules as rows of django-celery-beat, where an operator may change them."""

import re
from dataclasses import dataclass, field

from django.db import transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from dovetail.shared_kernel import jobs

PREFIX = "dovetail:"
DECLARED = re.compile(r"Declared every (\d+) seconds\.")


@dataclass(slots=True)
class Synced:
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@transaction.atomic
def sync() -> Synced:
    """Give each declared job its row; what an operator changed in a row stays."""
    declared = {name: max(1, round(job.every)) for name, job in jobs.registry.items()}
    synced = Synced()
    rows = {row.task: row for row in PeriodicTask.objects.filter(name__startswith=PREFIX)}
    for task, seconds in sorted(declared.items()):
        if task not in rows:
            _create(task, seconds)
            synced.created.append(task)
        elif _follow(rows[task], seconds):
            synced.changed.append(task)
    for task in sorted(set(rows) - set(declared)):
        rows[task].delete()
        synced.removed.append(task)
    return synced


def seconds_between(task: str) -> float:
    """What an operator has set, or else what is declared; 0 for a schedule that is no interval."""
    rows = PeriodicTask.objects.filter(name=f"{PREFIX}{task}").select_related("interval")
    row = rows.first()
    if row is None:
        return jobs.registry[task].every
    return float(row.schedule.run_every.total_seconds()) if row.interval else 0.0


def _create(task: str, seconds: int) -> None:
    PeriodicTask.objects.create(
        name=f"{PREFIX}{task}",
        task=task,
        interval=_interval(seconds),
        description=_description(seconds),
        # Turns that no worker took are worth nothing once the next one is due.
        expire_seconds=max(seconds, 10),
    )


def _follow(row: PeriodicTask, seconds: int) -> bool:
    """Take over a new declaration, unless somebody has set another interval meanwhile."""
    known = DECLARED.search(row.description)
    if known is None or int(known[1]) == seconds or row.interval != _interval(int(known[1])):
        return False
    row.interval = _interval(seconds)
    row.description = _description(seconds)
    row.expire_seconds = max(seconds, 10)
    row.save()
    return True


def _interval(seconds: int) -> IntervalSchedule:
    return IntervalSchedule.objects.get_or_create(every=seconds, period=IntervalSchedule.SECONDS)[0]


def _description(seconds: int) -> str:
    return f"Declared every {seconds} seconds."
