from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from host_project.demo import EMAIL, PASSWORD


class Command(BaseCommand):
    help = "Loads the catalog of plans and a superuser whose password is known to everybody."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_catalog", "--example", stdout=self.stdout)
        users = get_user_model()._default_manager
        created = not users.filter(email=EMAIL).exists()
        if created:
            verified = {"full_name": "Demo", "email_verified_at": timezone.now()}
            users.create_superuser(email=EMAIL, password=PASSWORD, **verified)
        self.stdout.write(f"demo_login_created={int(created)}")
