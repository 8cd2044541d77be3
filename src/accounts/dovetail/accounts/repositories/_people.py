"""Reads of people, whatever the project's user model keeps of them."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import is_password_usable
from django.db.models import F, Value
from django.db.models.functions import Concat, Now, Trim

from dovetail.accounts import transports
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import ReadQuerySet, Rows, UserId, one

from ._factors import RECOVERY_CODE, list_factors


def get_me(user_id: UserId) -> transports.Me:
    """The caller, whatever the project's user model keeps of people."""
    return one(_people().filter(pk=user_id), NotFound)


def list_reauthentication_methods(user_id: UserId) -> list[str]:
    """By what a person may show again who they are: `password`, if they have one, and factors."""
    users: Any = get_user_model()
    password = users._default_manager.filter(pk=user_id).values_list("password", flat=True).first()
    first = ["password"] if password and is_password_usable(password) else []
    return first + [method for method in list_factors(user_id) if method != RECOVERY_CODE]


def _people() -> Rows[transports.Me]:
    users: Any = get_user_model()
    columns = {field.name for field in users._meta.concrete_fields}
    elsewhere = {
        "id": F("pk"),
        "email": F(users.get_email_field_name()),
        "full_name": _joined_name(columns),
        "locale": Value(settings.LANGUAGE_CODE),
        "timezone": Value(settings.TIME_ZONE),
        "created_at": F("date_joined") if "date_joined" in columns else Now(),
    }
    missing = {name: found for name, found in elsewhere.items() if name not in columns}
    people: ReadQuerySet[Any, Any] = ReadQuerySet(users).annotate(**missing)
    return people.into(transports.Me)


def _joined_name(columns: set[str]) -> Any:
    if {"first_name", "last_name"} <= columns:
        return Trim(Concat("first_name", Value(" "), "last_name"))
    return Value("")
