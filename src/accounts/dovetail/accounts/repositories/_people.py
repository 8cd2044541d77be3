"""Reads of people, whatever the project's user model keeps of them."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import is_password_usable
from django.db.models import F, Value
from django.db.models.functions import Concat, Now, Trim

from dovetail.accounts import transports
from dovetail.shared_kernel.compiled import compiled
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import ReadQuerySet, Rows, UserId, one

from ._factors import RECOVERY_CODE, list_factors
from ._identities import has_identity


def get_me(user_id: UserId) -> transports.Me:
    """The caller, whatever the project's user model keeps of people."""
    return one(_people(user_id), NotFound)


def list_reauthentication_methods(user_id: UserId) -> list[str]:
    """By what a person may show again who they are: `password`, `provider`, and factors."""
    users: Any = get_user_model()
    password = users._default_manager.filter(pk=user_id).values_list("password", flat=True).first()
    first = ["password"] if password and is_password_usable(password) else []
    first += ["provider"] if has_identity(user_id) else []
    return first + [method for method in list_factors(user_id) if method != RECOVERY_CODE]


@compiled
def _people(user_id: UserId) -> Rows[transports.Me]:
    users: Any = get_user_model()
    columns = {field.name for field in users._meta.concrete_fields}
    elsewhere = {
        "id": F("pk"),
        "email": F(users.get_email_field_name()),
        "full_name": joined_name(columns),
        "locale": Value(settings.LANGUAGE_CODE),
        "timezone": Value(settings.TIME_ZONE),
        "created_at": F("date_joined") if "date_joined" in columns else Now(),
    }
    missing = {name: found for name, found in elsewhere.items() if name not in columns}
    people: ReadQuerySet[Any, Any] = ReadQuerySet(users).annotate(**missing)
    return people.filter(pk=user_id).into(transports.Me)


def joined_name(columns: set[str]) -> Any:
    """What a person is called, of a user model without a `full_name`."""
    if {"first_name", "last_name"} <= columns:
        return Trim(Concat("first_name", Value(" "), "last_name"))
    return Value("")
