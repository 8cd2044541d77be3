"""
The Celery app: each job of a context is a task that gives it one turn.

A job drains a table in a time budget and takes no argument, so a task that is lost, doubled or
late does no harm: the next turn of the schedule does what is left. Retries in hours are rows of
the contexts, never countdowns: a countdown beyond the visibility timeout runs many times.
"""

import os

import django
from celery import Celery, Task
from django.db import InterfaceError, OperationalError, close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "host_project.settings.base")
django.setup()

# What follows imports models, which Celery's command line has not made ready.
from dovetail.shared_kernel import jobs  # noqa: E402

from . import schedules  # noqa: E402
from .checks import refuse_errors  # noqa: E402

refuse_errors(tags=["security"])

app = Celery("dovetail")
app.config_from_object("django.conf:settings", namespace="CELERY")


def add_task(name: str) -> None:
    @app.task(
        name=name,
        bind=True,
        autoretry_for=(OperationalError, InterfaceError),
        retry_backoff=True,
        retry_backoff_max=60,
        max_retries=5,
    )
    def give_turn(task: "Task[[], None]") -> None:
        close_old_connections()
        # What is tried again has just begun a turn, in which the database went away.
        every = 0.0 if task.request.retries else schedules.seconds_between(name)
        jobs.run_job_in_time(name, every=every)


for job_name in jobs.registry:
    add_task(job_name)
