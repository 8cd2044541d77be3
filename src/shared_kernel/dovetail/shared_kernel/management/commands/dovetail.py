"""Write down what the installed apps declare, and compare two releases of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dovetail.shared_kernel.documentation import (
    Undocumented,
    broken,
    differing,
    promised_in,
    write,
)


class Command(BaseCommand):
    help = "Write the reference below docs/reference/ and the tables of READMEs, or compare two."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        docs = verbs.add_parser("docs", help="Write what differs; names each file.")
        docs.add_argument("--check", action="store_true", help="Only say what differs.")
        docs.add_argument("--root", type=Path, default=Path(), help="The folder of the project.")
        diff = verbs.add_parser("diff", help="Say what one release breaks of another.")
        for release in ("old", "new"):
            diff.add_argument(release, type=Path, help="A project's folder, or its promises.json.")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            if verb == "diff":
                self._diff(options["old"], options["new"])
            else:
                self._docs(options["root"], check=options["check"])
        except Undocumented as error:
            raise CommandError(str(error)) from error

    def _docs(self, root: Path, *, check: bool) -> None:
        changed = differing(root) if check else write(root)
        if check and changed:
            raise CommandError(
                f"{changed[0]} is not what the code says; run `manage.py dovetail docs`."
            )
        for path in changed:
            self.stdout.write(str(path))

    def _diff(self, old: Path, new: Path) -> None:
        found = list(broken(promised_in(old), promised_in(new)))
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} promises are broken.")
