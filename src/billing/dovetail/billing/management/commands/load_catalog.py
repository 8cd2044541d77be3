from argparse import ArgumentParser
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dovetail.billing import services
from dovetail.shared_kernel.errors import Refusal


class Command(BaseCommand):
    help = "Bring the plans to what a catalog file (TOML) says. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", nargs="?", type=Path, help="the catalog")
        source.add_argument("--example", action="store_true", help="the example that comes along")
        parser.add_argument("--dry-run", action="store_true", help="say it, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text("utf-8") if options["file"] else _example()
            changes = services.load_catalog(text=text, is_rehearsal=options["dry_run"])
        except (Refusal, OSError, UnicodeDecodeError) as refusal:
            raise CommandError(str(refusal)) from refusal
        for change in changes:
            self.stdout.write(f"{change.plan} {change.change} version={change.version}")


def _example() -> str:
    return files("dovetail.billing").joinpath("catalog.example.toml").read_text("utf-8")
