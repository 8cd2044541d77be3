"""The rows of whatever user model the project has."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils import timezone

from dovetail.accounts import addresses, errors, repositories
from dovetail.accounts.enums import DataRequestStatus, UserKind
from dovetail.accounts.models import ServiceAccount
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import UserId

_LOCK = 0x61636374  # "acct", the class of our advisory locks


IS_PROGRAM = "accounts_is_program"
"""What a user that was found says of itself, where its model has no `kind`."""


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
    # In the same statement, so that who is known costs what nobody does.
    programs = ServiceAccount.objects.filter(user_id=OuterRef("pk"))
    rows = _with_address(email).annotate(**{IS_PROGRAM: Exists(programs)})
    found = list(rows.order_by("pk")[:2])
    if len(found) != 1 or not _is_same(getattr(found[0], column), email):
        return None
    return found[0]


def may_log_in(person: Any) -> bool:
    """Whether a user is somebody who logs in: turned on, and no service."""
    if not person.is_active:
        return False
    if hasattr(person, "kind"):
        return bool(person.kind == UserKind.HUMAN)
    if hasattr(person, IS_PROGRAM):
        return not getattr(person, IS_PROGRAM)
    return not ServiceAccount.objects.filter(user_id=person.pk).exists()


def find_active(user_id: UserId) -> Any | None:
    """A user by key, if they may log in."""
    users: Any = get_user_model()
    person = users._default_manager.filter(pk=user_id).first()
    return person if person is not None and may_log_in(person) else None


def locked(user_id: UserId) -> Any:
    """
    A user, whom nobody else changes until the transaction ends.

    :raises NotFound:
    """
    users: Any = get_user_model()
    key = repositories.key_of(user_id)
    waiting = users._default_manager.select_for_update(of=("self",), no_key=True)
    person = waiting.filter(pk=key).first()
    if person is None:
        raise NotFound
    return person


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


def is_verified(person: Any) -> bool:
    """Whether somebody has shown that their address is theirs, if the user model keeps that."""
    return getattr(person, "email_verified_at", None) is not None


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


def name_of(person: Any) -> str:
    """What a person is called, as far as the user model keeps it."""
    if "full_name" in column_names():
        return str(person.full_name)
    names = (getattr(person, column, "") for column in ("first_name", "last_name"))
    return " ".join(str(name) for name in names if name)


def is_erased(person: Any) -> bool:
    """Whether nothing is left of a person but their row, also where the row does not say so."""
    if getattr(person, "erased_at", None) is not None:
        return True
    return repositories.get_erasure(str(person.pk)).status == DataRequestStatus.DONE


def empty(person: Any) -> None:
    """Leave nothing of a person in their row, in the caller's transaction."""
    for name, value in values_of_nobody(type(person)).items():
        setattr(person, name, value)
    person.set_unusable_password()
    person.save()
    for field in type(person)._meta.many_to_many:
        getattr(person, field.name).clear()


def values_of_nobody(users: Any) -> dict[str, Any]:
    """What stands in which column of an erased user, but for the password."""
    known, at = column_names(), timezone.now()
    values: dict[str, Any] = {
        **dict.fromkeys(("is_active", "is_staff", "is_superuser"), False),
        **dict.fromkeys(("last_login", "email_verified_at")),
        **dict.fromkeys(("password_changed_at", "erased_at"), at),
        users.USERNAME_FIELD: f"erased-{uuid4().hex}",
        users.get_email_field_name(): _no_address(users),
        **named("", known),
    }
    for name in ("locale", "timezone"):
        if name in known:
            values[name] = users._meta.get_field(name).get_default()
    values |= getattr(users, "erased_values", {})
    return {name: value for name, value in values.items() if name in known}


def _no_address(users: Any) -> str | None:
    """What stands for no address: null, or nothing, or one that nobody can have (RFC 2606)."""
    column = users._meta.get_field(users.get_email_field_name())
    if column.null:
        return None
    is_free = column.blank and not column.unique and not users._meta.constraints
    return "" if is_free else f"erased-{uuid4().hex}@erased.invalid"
