import json
from argparse import ArgumentParser
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from dovetail.notifications import repositories, services
from dovetail.notifications.enums import DeliveryStatus


class Command(BaseCommand):
    help = "See deliveries, or send dead ones again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        shown = verbs.add_parser("list", help="One line of JSON for each, the oldest first.")
        shown.add_argument("--status", choices=DeliveryStatus.values, default=DeliveryStatus.DEAD)
        retry = verbs.add_parser("retry", help="Send dead deliveries again; says how many.")
        retry.add_argument("--announcement", help="Only those of this announcement.")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "list":
            for delivery in repositories.list_deliveries(DeliveryStatus(options["status"])):
                self.stdout.write(json.dumps(msgspec.to_builtins(delivery)))
        else:
            count = services.retry_dead(announcement=options["announcement"])
            self.stdout.write(f"retried={count}")
