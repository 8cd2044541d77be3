"""The rows of whatever user model the project has."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from dovetail.accounts import addresses, errors
from dovetail.accounts.enums import UserKind
from dovetail.shared_kernel.transports import UserId

_LOCK = 0x61636374  # "acct", the class of our advisory locks


def column_names() -> frozenset[str]:
    return frozenset(field.name for field in get_user_model()._meta.concrete_fields)


def find_person(email: str) -> Any | None:
    """
    The one user with a normalized address.

    Whoever shares an address with another is not found by it, and neither is a user whose
    stored address merely folds to the same letters in the database.
    """
    users: Any = get_user_model()
    column = users.get_email_field_name()
    found = list(_with_address(email).order_by("pk")[:2])
    if len(found) != 1 or not _is_same(getattr(found[0], column), email):
        return None
    return found[0]


def may_log_in(person: Any) -> bool:
    """Whether a user is somebody who logs in: turned on, and no service."""
    return bool(person.is_active) and getattr(person, "kind", UserKind.HUMAN) == UserKind.HUMAN


def find_active(user_id: UserId) -> Any | None:
    """A user by key, if they may log in."""
    users: Any = get_user_model()
    person = users._default_manager.filter(pk=user_id).first()
    return person if person is not None and may_log_in(person) else None


def is_known_by_address(person: Any) -> bool:
    """Whether somebody is found by their address, so that they log in by it."""
    try:
        address = addresses.normalized(getattr(person, person.get_email_field_name()) or "")
    except errors.AddressNotUsable:
        return False
    found = find_person(address)
    return found is not None and found.pk == person.pk


def lock_active(user_id: UserId) -> Any | None:
    """A user by key, if they may log in, locked until the transaction ends."""
    users: Any = get_user_model()
    rows = users._default_manager.select_for_update(of=("self",), no_key=True)
    person = rows.filter(pk=user_id).first()
    return person if person is not None and may_log_in(person) else None


def note_verified(person: Any) -> None:
    """Keep that the address is the person's: a code that was mailed there came back."""
    if "email_verified_at" in column_names() and person.email_verified_at is None:
        person.email_verified_at = timezone.now()
        person.save(update_fields=["email_verified_at"])


def note_login(person: Any, *, at: datetime) -> None:
    """Keep when somebody last logged in, where the user model does."""
    if "last_login" in column_names():
        type(person)._default_manager.filter(pk=person.pk).update(last_login=at)


def is_taken(email: str) -> bool:
    """Whether any user has a normalized address."""
    return bool(_with_address(email).exists())


def unsaved_person(*, email: str, full_name: str, password: str = "") -> Any:
    """A user as it would be stored, with a password that is hashed already."""
    users: Any = get_user_model()
    columns = column_names()
    values: dict[str, Any] = {users.get_email_field_name(): email, "password": password}
    values |= named(full_name, columns)
    if "email_verified_at" in columns:
        values["email_verified_at"] = timezone.now()
    if users.USERNAME_FIELD not in values:
        values[users.USERNAME_FIELD] = uuid4().hex
    return users(**values)


def named(full_name: str, columns: frozenset[str]) -> dict[str, str]:
    """A person's name in the columns that the user model has for it."""
    if "full_name" in columns:
        return {"full_name": full_name}
    if {"first_name", "last_name"} <= columns:
        first, _, last = full_name.partition(" ")
        return {"first_name": first, "last_name": last}
    return {}


def lock_address(email: str) -> None:
    """Let one transaction after the other give an address to somebody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, email])


def register(*, email: str, full_name: str, password: str) -> Any:
    """
    Store a person whose address is verified; of several at once for one address, one.

    :raises AccountExists:
    """
    lock_address(email)
    if is_taken(email):
        raise errors.AccountExists
    person = unsaved_person(email=email, full_name=full_name, password=password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:  # made elsewhere, where nobody takes our lock
        raise errors.AccountExists from None
    return person


def _with_address(email: str) -> Any:
    users: Any = get_user_model()
    lowered = Lower(users.get_email_field_name())
    return users._default_manager.alias(address_=lowered).filter(address_=email)


def _is_same(stored: str, email: str) -> bool:
    try:
        return addresses.normalized(stored) == email
    except errors.AddressNotUsable:
        return False
