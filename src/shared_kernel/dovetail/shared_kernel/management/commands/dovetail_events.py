"""See and mend the delivery of events, and keep what they promise."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime, timedelta
from getpass import getuser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dovetail.shared_kernel import events

SHOWN = (
    *("id", "subscription", "event_id", "event__name", "ordering_key"),
    *("attempts", "crashes", "last_error"),
)


class Command(BaseCommand):
    help = "Say what waits or is dead, retry, skip, replay, backfill, purge, check, write schemas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("status", help="What waits, as one line of JSON.")
        dead = verbs.add_parser("dead", help="Each dead letter, as a line of JSON.")
        retry = verbs.add_parser("retry", help="Deliver dead letters again; says how many.")
        retry.add_argument("ids", nargs="*", type=int, help="Only these deliveries.")
        for verb in (dead, retry):
            verb.add_argument("--subscription", help="Only those of this subscription.")
        skip = verbs.add_parser("skip", help="Never deliver what is pending or dead.")
        skip.add_argument("ids", nargs="+", type=int, help="The ids of deliveries.")
        skip.add_argument("--reason", required=True, help="It is kept with the delivery.")
        for verb in (retry, skip):
            verb.add_argument("--by", default=getuser(), help="Who decides; you, if not given.")
        verbs.add_parser("check", help="Whether each subscriber can read what is published.")
        replay = verbs.add_parser("replay", help="Deliver again what a subscription has had.")
        backfill = verbs.add_parser("backfill", help="Deliver what a subscription never had.")
        for verb in (replay, backfill):
            verb.add_argument("--subscription", required=True)
            verb.add_argument("--since", required=True, type=_instant, help="RFC 3339")
        purge = verbs.add_parser("purge", help="Forget old events that nothing waits for.")
        purge.add_argument("--older-than-days", type=int, default=30)
        for verb in (replay, backfill, purge):
            verb.add_argument("--dry-run", action="store_true", help="Only say how many.")
        schemas = verbs.add_parser("schemas", help="Write the JSON Schema of each event.")
        schemas.add_argument("--check", action="store_true", help="Only say what differs.")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            answer = getattr(self, f"_{verb}")(options)
        except events.UnknownSubscription as unknown:
            raise CommandError(f"Nothing subscribes as {unknown}.") from None
        if answer is not None:
            self.stdout.write(str(answer))

    def _status(self, options: dict[str, Any]) -> str:
        return json.dumps(asdict(events.backlog()))

    def _dead(self, options: dict[str, Any]) -> None:
        for dead in events.dead_letters(options["subscription"]).values(*SHOWN):
            self.stdout.write(json.dumps(dead, default=str))

    def _retry(self, options: dict[str, Any]) -> int:
        if options["ids"]:
            return events.retry_deliveries(options["ids"], by=options["by"])
        return events.retry_dead(options["subscription"], by=options["by"])

    def _skip(self, options: dict[str, Any]) -> int:
        return events.skip_deliveries(options["ids"], by=options["by"], reason=options["reason"])

    def _check(self, options: dict[str, Any]) -> None:
        lacking = [
            f"{name}: {lack}"
            for name, subscription in sorted(events.all_subscriptions().items())
            for lack in events.lacks(subscription)
        ]
        if lacking:
            raise CommandError("\n".join(lacking))

    def _replay(self, options: dict[str, Any]) -> int:
        what = {"subscription": options["subscription"], "since": options["since"]}
        if options["dry_run"]:
            return events.finished_deliveries(**what).count()
        return events.replay(**what)

    def _backfill(self, options: dict[str, Any]) -> int:
        what = {"subscription": options["subscription"], "since": options["since"]}
        return (
            events.missing_events(**what).count() if options["dry_run"] else events.backfill(**what)
        )

    def _purge(self, options: dict[str, Any]) -> int:
        age = timedelta(days=options["older_than_days"])
        if options["dry_run"]:
            return events.purgeable_events(age).count()
        purged = 0
        while gone := events.purge(older_than=age):
            purged += gone
        return purged

    def _schemas(self, options: dict[str, Any]) -> None:
        for path in [] if options["check"] else events.write_schemas():
            self.stdout.write(str(path))
        faults = events.schema_faults()
        if faults:
            raise CommandError("\n".join(faults))


def _instant(text: str) -> datetime:
    """An instant; without an offset it is the project's own time."""
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found if timezone.is_aware(found) else timezone.make_aware(found)
