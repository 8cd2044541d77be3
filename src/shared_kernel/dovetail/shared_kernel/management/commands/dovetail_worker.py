"""Deliver events and run jobs in one process, without a broker."""

import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from dovetail.shared_kernel.events import run_relay
from dovetail.shared_kernel.jobs import run_due_jobs


class Command(BaseCommand):
    help = "Deliver events and run every due job, until SIGTERM or SIGINT. Start as many as wanted."

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())

        def keep_on() -> bool:
            return not stopped.is_set()

        relay = Relay(keep_on, stopped)
        relay.start()
        while not stopped.is_set():
            try:
                run_due_jobs(keep_on)
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"The worker lost the database and tries again: {error}")
                connection.close()
            stopped.wait(1.0)
        relay.join()
        if relay.error is not None:
            raise relay.error


class Relay(threading.Thread):
    """The relay in a thread; where it fails, the whole worker ends and says why."""

    def __init__(self, keep_on: Callable[[], bool], stopped: threading.Event) -> None:
        super().__init__(name="relay")
        self.keep_on = keep_on
        self.stopped = stopped
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            run_relay(keep_on=self.keep_on)
        except Exception as error:
            self.error = error
        finally:
            self.stopped.set()
            connection.close()
