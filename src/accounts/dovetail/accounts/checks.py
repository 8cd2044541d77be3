"""What must be true of a project before it starts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from .conf import conf

CHECKS = {
    "accounts.E001": "the user model lacks what accounts needs",
    "accounts.E002": "a setting is misspelt",
    "accounts.E003": "a key for access tokens is too short",
    "accounts.W001": "two users may have one address; such users cannot log in by it",
}
"""What each check says, by id; shown in the reference."""

SHORTEST_KEY = 32


@checks.register("dovetail")
def check_user_model(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    users = get_user_model()
    missing = missing_attributes(users)
    if missing:
        return [
            checks.Error(
                f"The user model {users._meta.label} lacks {', '.join(missing)}.",
                hint="Extend AbstractBaseUser, or dovetail.accounts.models.AbstractUser.",
                id="accounts.E001",
            )
        ]
    return list(_shared_addresses(users))


def missing_attributes(users: type[Any]) -> list[str]:
    """What accounts needs of a user model, and this one has not."""
    needed = ("get_email_field_name", "check_password", "set_password")
    missing = [name for name in needed if not hasattr(users, name)]
    columns = {field.name for field in users._meta.concrete_fields}
    address = users.get_email_field_name() if hasattr(users, "get_email_field_name") else "email"
    return missing + [
        column for column in (address, "password", "is_active") if column not in columns
    ]


def _shared_addresses(users: type[Any]) -> Iterator[checks.CheckMessage]:
    column = users.get_email_field_name()
    if users._meta.get_field(column).unique or any(
        isinstance(constraint, models.UniqueConstraint)
        and (constraint.fields == (column,) or f"F({column})" in repr(constraint.expressions))
        for constraint in users._meta.constraints
    ):
        return
    yield checks.Warning(
        f"Two users of {users._meta.label} may have one mail address.",
        hint=f"Make {column} unique. Who shares an address cannot log in by it.",
        id="accounts.W001",
    )


@checks.register("dovetail")
def check_settings(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        chosen = conf()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="accounts.E002")]
    keys = [key for key in (chosen.jwt_signing_key, *chosen.jwt_previous_keys) if key]
    if any(len(key.encode()) < SHORTEST_KEY for key in keys):
        message = "A key of DOVETAIL_ACCOUNTS for access tokens has fewer than 32 bytes."
        return [checks.Error(message, hint="RFC 7518, section 3.2.", id="accounts.E003")]
    return []
