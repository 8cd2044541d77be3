from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from dovetail.accounts import services
from host_project.demo import EMAIL, OPERATOR, PASSWORD, SECRET


class Command(BaseCommand):
    help = (
        "Loads the catalog of plans, a person and an operator; the password of both, and the "
        "secret of the operator's second factor, are known to everybody."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_catalog", "--example", stdout=self.stdout)
        users = get_user_model()._default_manager
        verified = {"full_name": "Demo", "email_verified_at": timezone.now()}
        created = not users.filter(email=EMAIL).exists()
        if created:
            users.create_user(email=EMAIL, password=PASSWORD, **verified)
        # It was an operator before operators had a second factor.
        users.filter(email=EMAIL, is_staff=True).update(is_staff=False, is_superuser=False)
        if not users.filter(email=OPERATOR).exists():
            operator = users.create_superuser(email=OPERATOR, password=PASSWORD, **verified)
            services.import_totp(user_id=str(operator.pk), secret=SECRET)
        self.stdout.write(f"demo_login_created={int(created)}")
