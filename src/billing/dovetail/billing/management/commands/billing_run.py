from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dovetail.billing import services
from dovetail.shared_kernel.jobs import Budget


class Command(BaseCommand):
    help = "Bill the periods that have begun, and collect the invoices that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=300.0, help="stop after so long")

    def handle(self, *args: Any, **options: Any) -> None:
        done = services.run_billing(budget=Budget(options["seconds"]))
        self.stdout.write(f"done={done}")
