"""See and mend the delivery of events, and keep what they promise."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dovetail.shared_kernel.events import backlog, retry_dead, schema_faults, write_schemas


class Command(BaseCommand):
    help = "Say what waits to be delivered, deliver dead letters again, or write schemas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("status", help="What waits, as one line of JSON.")
        retry = verbs.add_parser("retry", help="Deliver dead letters again; says how many.")
        retry.add_argument("--subscription", help="Only those of this subscription.")
        schemas = verbs.add_parser("schemas", help="Write the JSON Schema of each event.")
        schemas.add_argument("--check", action="store_true", help="Only say what differs.")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "schemas":
            self._schemas(check=options["check"])
        elif verb == "status":
            self.stdout.write(json.dumps(asdict(backlog())))
        else:
            self.stdout.write(str(retry_dead(options["subscription"])))

    def _schemas(self, *, check: bool) -> None:
        for path in [] if check else write_schemas():
            self.stdout.write(str(path))
        faults = schema_faults()
        if faults:
            raise CommandError("\n".join(faults))
