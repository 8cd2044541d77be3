"""Deliver events and run jobs in one process, without a broker."""

import signal
import threading
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
        relay = threading.Thread(target=_relay, args=(stopped,), name="relay")
        relay.start()
        while not stopped.is_set():
            try:
                run_due_jobs()
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"The worker lost the database and tries again: {error}")
                connection.close()
            stopped.wait(1.0)
        relay.join()


def _relay(stopped: threading.Event) -> None:
    try:
        run_relay(keep_on=lambda: not stopped.is_set())
    finally:
        connection.close()
