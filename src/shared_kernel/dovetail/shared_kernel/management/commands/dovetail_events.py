"""See and mend the delivery of events."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from dovetail.shared_kernel.events import backlog, retry_dead


class Command(BaseCommand):
    help = "Say what waits to be delivered, or deliver dead letters again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("status", help="What waits, as one line of JSON.")
        retry = verbs.add_parser("retry", help="Deliver dead letters again; says how many.")
        retry.add_argument("--subscription", help="Only those of this subscription.")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "status":
            self.stdout.write(json.dumps(asdict(backlog())))
        else:
            self.stdout.write(str(retry_dead(options["subscription"])))
