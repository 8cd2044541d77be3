"""Jobs: work that drains a table, whoever turns the crank."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now

from .errors import said_by
from .models import JobSchedule

logger = logging.getLogger("dovetail.jobs")


@dataclass(slots=True)
class Budget:
    """How long a job may go on before it leaves the rest to its next turn."""

    seconds: float = 20.0
    _started: float = field(default_factory=time.monotonic)

    @property
    def is_spent(self) -> bool:
        return time.monotonic() - self._started >= self.seconds


@dataclass(frozen=True, slots=True)
class Job:
    """
    A function that drains a table within a budget, and says how many rows it did.

    It takes no other argument and keeps no state, so a turn that is lost, doubled, late or
    killed does no harm.
    """

    name: str
    every: float
    """Seconds between two turns."""
    run: Callable[[Budget], int]

    @property
    def summary(self) -> str:
        return (self.run.__doc__ or "").strip().split("\n")[0]


registry: dict[str, Job] = {}


def job(name: str, *, every: float) -> Callable[[Callable[[Budget], int]], Callable[[Budget], int]]:
    """Declare a job of a context, and how many seconds lie between two turns."""

    def register(function: Callable[[Budget], int]) -> Callable[[Budget], int]:
        if name in registry and registry[name].run is not function:
            raise ImproperlyConfigured(f"The job {name} is declared twice.")
        registry[name] = Job(name, every, function)
        return function

    return register


def run_job(name: str, *, seconds: float = 20.0) -> int:
    """Give a job one turn now; how many rows it did."""
    return registry[name].run(Budget(seconds))


def run_job_in_time(name: str, *, every: float) -> int | None:
    """
    Give a job one turn, unless it had one less than half of these seconds ago; then None.

    For an engine with a schedule of its own. A worker beside it, or a second engine, sees the turn
    and waits for the next one.
    """
    JobSchedule.objects.bulk_create([JobSchedule(name=name)], ignore_conflicts=True)
    had = Q(last_started_at__gt=Now() - timedelta(seconds=every / 2))
    seconds = every or registry[name].every
    if not _begin(JobSchedule.objects.filter(~had, name=name), seconds):
        return None
    return _take_turn(registry[name])


def seconds_since_a_turn() -> float | None:
    """How long no job has begun a turn, whoever turns the crank; None before the first."""
    last = JobSchedule.objects.aggregate(age=Now() - Max("last_started_at"))["age"]
    return None if last is None else float(last.total_seconds())


def run_due_jobs(keep_on: Callable[[], bool] = lambda: True) -> int:
    """Give every job that is due one turn, passing over those another worker took."""
    waiting = set(registry)
    turns = 0
    while keep_on() and (due := _take_due_job(waiting)) is not None:
        waiting.discard(due.name)
        try:
            _take_turn(due)
        except Exception:
            logger.exception("The job %s failed", due.name)
        turns += 1
    return turns


def _take_due_job(waiting: set[str]) -> Job | None:
    JobSchedule.objects.bulk_create(
        [JobSchedule(name=name) for name in registry], ignore_conflicts=True
    )
    with transaction.atomic():
        schedule = (
            JobSchedule.objects.select_for_update(skip_locked=True)
            .filter(name__in=list(waiting), next_run_at__lte=Now())
            .order_by("next_run_at")
            .first()
        )
        if schedule is None:
            return None
        job = registry[schedule.name]
        _begin(JobSchedule.objects.filter(name=job.name), job.every)
        return job


def _begin(schedule: QuerySet[JobSchedule], seconds: float) -> int:
    return schedule.update(next_run_at=Now() + timedelta(seconds=seconds), last_started_at=Now())


def _take_turn(job: Job) -> int:
    try:
        done = job.run(Budget())
    except Exception as failure:
        _end(job, said_by(failure))
        raise
    _end(job, "")
    return done


def _end(job: Job, error: str) -> None:
    JobSchedule.objects.filter(name=job.name).update(last_finished_at=Now(), last_error=error)
