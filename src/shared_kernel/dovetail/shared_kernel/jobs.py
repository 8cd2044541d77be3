"""Jobs: work that drains a table, whoever turns the crank."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
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


def run_due_jobs(keep_on: Callable[[], bool] = lambda: True) -> int:
    """Give every job that is due one turn, passing over those another worker took."""
    waiting = set(registry)
    turns = 0
    while keep_on() and (due := _take_due_job(waiting)) is not None:
        waiting.discard(due.name)
        _take_turn(due)
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
        JobSchedule.objects.filter(name=job.name).update(
            next_run_at=Now() + timedelta(seconds=job.every), last_started_at=Now()
        )
        return job


def _take_turn(job: Job) -> None:
    error = ""
    try:
        job.run(Budget())
    except Exception as failure:
        logger.exception("The job %s failed", job.name)
        error = said_by(failure)
    JobSchedule.objects.filter(name=job.name).update(last_finished_at=Now(), last_error=error)
