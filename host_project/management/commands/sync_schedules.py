from typing import Any

from django.core.management.base import BaseCommand

from host_project import schedules


class Command(BaseCommand):
    help = "Gives each declared job its row of django-celery-beat; an operator's edits stay."

    def handle(self, *args: Any, **options: Any) -> None:
        synced = schedules.sync()
        self.stdout.write(
            f"created={len(synced.created)} changed={len(synced.changed)} "
            f"removed={len(synced.removed)}"
        )
