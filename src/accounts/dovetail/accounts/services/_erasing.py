"""What accounts erases of a person: everything but a row that nobody can be known by."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from dovetail.accounts import repositories, tokens
from dovetail.accounts.enums import DataRequestStatus, RevokeReason
from dovetail.accounts.models import Challenge, DataRequest, LoginFailures, SecurityEvent
from dovetail.shared_kernel.personal_data import ERASED, Subject

from . import _devices, _exports, _people

WORDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.DateField,
    models.GenericIPAddressField,
)
KEPT = ("password", "kind", "created_at", "date_joined")
"""Of a user: unusable, or about the row and not the person."""
KEYS = ("email", "old", "new")
"""Under which the data of a challenge holds addresses."""


def erase_account(subject: Subject) -> None:
    """
    Empty the row of a person and what hangs on it, in the caller's transaction.

    The address is free for another account afterwards; every token is refused from the next
    request on. The row stays, so that what others keep still points somewhere.
    """
    person = _people.locked(subject.user_id)
    _devices.end_sessions(subject.user_id, RevokeReason.ERASED)
    _exports.expire_exports(subject.user_id)
    DataRequest.objects.filter(user=person, status=DataRequestStatus.PREPARING).update(
        status=DataRequestStatus.EXPIRED
    )
    for model, name, treated in repositories.list_ties():
        theirs: Any = model._default_manager.filter(**{name: subject.user_id})
        if treated.at_erasure == "deleted":
            theirs.delete()
        elif treated.emptied:
            theirs.update(**treated.emptied)
    SecurityEvent.objects.filter(actor_id=subject.user_id).update(ip=None, user_agent="")
    _forget_addresses(subject)
    _forget_in_the_admin(subject)
    _people.empty(person)


def list_columns_left(users: Any) -> list[str]:
    """Columns of a user model that may say something of a person, and that nobody empties."""
    emptied = {*KEPT, users._meta.pk.name, *_people.values_of_nobody(users)}
    return [
        field.name
        for field in users._meta.concrete_fields
        if isinstance(field, WORDS) and field.name not in emptied
    ]


def _forget_addresses(subject: Subject) -> None:
    """What was tried with their addresses before anybody was known to be behind them."""
    guesses = [tokens.opaque_key("login_failures", f"user:{subject.user_id}", "anywhere")]
    for address in subject.addresses:
        guesses.append(tokens.opaque_key("login_failures", address, "anywhere"))
        SecurityEvent.objects.filter(
            user=None, details__address=tokens.opaque_key("address", address)
        ).delete()
        for key in KEYS:
            Challenge.objects.filter(**{f"data__{key}__iexact": address}).delete()
    LoginFailures.objects.filter(key__in=guesses).delete()


def _forget_in_the_admin(subject: Subject) -> None:
    """Django's own sessions, and what its log called the person; where they are installed."""
    if apps.is_installed("django.contrib.sessions"):
        sessions: Any = apps.get_model("sessions", "Session")
        for session in sessions.objects.iterator(500):
            if session.get_decoded().get("_auth_user_id") == subject.user_id:
                session.delete()
    if apps.is_installed("django.contrib.admin"):
        users = get_user_model()._meta
        log: Any = apps.get_model("admin", "LogEntry").objects
        about = log.filter(
            content_type__app_label=users.app_label,
            content_type__model=users.model_name,
            object_id=subject.user_id,
        )
        about.update(object_repr=ERASED)
        for address in subject.addresses:
            log.filter(object_repr__icontains=address).update(object_repr=ERASED)
