"""Deliver events until told to stop."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dovetail.shared_kernel.events import deliver_batch, run_relay


class Command(BaseCommand):
    help = "Deliver published events to their subscribers, until SIGTERM or SIGINT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Deliver what is due, say how many, and end."
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            handled = 0
            while taken := deliver_batch():
                handled += taken
            self.stdout.write(str(handled))
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        run_relay(keep_on=lambda: not stopped.is_set())
