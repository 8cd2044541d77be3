"""Migrate a project, and make the person who logs in."""

import django

django.setup()

from common import EMAIL, PASSWORD  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
users = get_user_model()
named = {"username": "ada"} if users.USERNAME_FIELD == "username" else {}
users.objects.create_user(email=EMAIL, password=PASSWORD, **named)
