"""Write down what the installed apps declare."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dovetail.shared_kernel.documentation import Undocumented, differing, write


class Command(BaseCommand):
    help = "Write the reference below docs/reference/, and the tables of READMEs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        docs = verbs.add_parser("docs", help="Write what differs; names each file.")
        docs.add_argument("--check", action="store_true", help="Only say what differs.")
        docs.add_argument("--root", type=Path, default=Path(), help="The folder of the project.")

    def handle(self, *args: Any, check: bool, root: Path, **options: Any) -> None:
        try:
            changed = differing(root) if check else write(root)
        except Undocumented as error:
            raise CommandError(str(error)) from error
        if check and changed:
            raise CommandError(
                f"{changed[0]} is not what the code says; run `manage.py dovetail docs`."
            )
        for path in changed:
            self.stdout.write(str(path))
