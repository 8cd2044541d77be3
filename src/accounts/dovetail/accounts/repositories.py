"""What accounts reads."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import is_password_usable
from django.db.models import F, Value
from django.db.models.functions import Concat, Now, Trim
from django.utils import timezone

from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.sealed import SealBroken, unseal
from dovetail.shared_kernel.transports import ReadQuerySet, Rows, UserId, one

from . import tokens, transports
from .models import Challenge


def get_me(user_id: UserId) -> transports.Me:
    """The caller, whatever the project's user model keeps of people."""
    return one(_people().filter(pk=user_id), NotFound)


def list_reauthentication_methods(user_id: UserId) -> list[str]:
    """By what a person may show again who they are: `password`, if they have one."""
    users: Any = get_user_model()
    password = users._default_manager.filter(pk=user_id).values_list("password", flat=True).first()
    return ["password"] if password and is_password_usable(password) else []


def find_mailed_address(challenge_id: UUID) -> str | None:
    """Where the code of a challenge is mailed, while it may be entered."""
    waiting = Challenge.objects.filter(id=challenge_id, consumed_at=None, expires_at__gt=Now())
    return waiting.values_list("data__email", flat=True).first()


def find_code_mail(challenge_id: UUID, sealed_code: str) -> transports.CodeMail | None:
    """What to mail of a code, while it is the one that is waited for."""
    waiting = (
        Challenge.objects.filter(id=challenge_id, consumed_at=None, expires_at__gt=Now())
        .values_list("secret_hash", "expires_at")
        .first()
    )
    if waiting is None:
        return None
    secret_hash, expires_at = waiting
    try:
        code = unseal(sealed_code)
    except SealBroken:
        return None
    if not tokens.is_code(challenge_id, code, secret_hash):
        return None
    seconds_left = (expires_at - timezone.now()).total_seconds()
    return transports.CodeMail(tokens.code_in_words(code), max(1, round(seconds_left / 60)))


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
