"""Reads of everybody who has an account, for the platform's staff."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, CharField, DateTimeField, F, Value

from dovetail.accounts import transports
from dovetail.accounts.enums import UserKind
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import ReadQuerySet, Rows, UserId, one

from ._people import joined_name


def list_users() -> Rows[transports.User]:
    """Everybody who has an account, the newest first, as far as keys tell."""
    return _users().order_by(f"-{get_user_model()._meta.pk.name}")


def get_user(user_id: UserId) -> transports.User:
    """
    Somebody who has an account.

    :raises NotFound:
    """
    return one(_users().filter(pk=key_of(user_id)), NotFound)


def key_of(user_id: UserId) -> Any:
    """
    The key of a user as the database has it, out of its one spelling.

    :raises NotFound: for a text that is the key of nobody.
    """
    try:
        key = get_user_model()._meta.pk.to_python(user_id)
    except (ValidationError, ValueError):
        raise NotFound from None
    if str(key) != user_id or "\0" in user_id:
        raise NotFound
    return key


def _users() -> Rows[transports.User]:
    users: Any = get_user_model()
    columns = {field.name for field in users._meta.concrete_fields}
    no_time = Value(None, DateTimeField(null=True))
    elsewhere = {
        "id": F("pk"),
        "kind": Value(UserKind.HUMAN, CharField()),
        "email": F(users.get_email_field_name()),
        "full_name": joined_name(columns),
        "is_staff": Value(False, BooleanField()),
        "is_superuser": Value(False, BooleanField()),
        "email_verified_at": no_time,
        "last_login_at": F("last_login") if "last_login" in columns else no_time,
        "created_at": F("date_joined") if "date_joined" in columns else no_time,
    }
    missing = {name: found for name, found in elsewhere.items() if name not in columns}
    everybody: ReadQuerySet[Any, Any] = ReadQuerySet(users).annotate(**missing)
    return everybody.into(transports.User)
