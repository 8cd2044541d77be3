"""Another address: proven first, and undone by the owner of the old one."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from dovetail.accounts import addresses, errors, events, tokens, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose, RevokeReason
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.errors import Refusal
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.sealed import seal
from dovetail.shared_kernel.transports import UserId

from . import _api_keys, _challenges, _devices, _history, _mailing, _people

VOID = (
    Purpose.PASSWORD_RESET,
    Purpose.LOGIN_CODE,
    Purpose.EMAIL_CHANGE,
    Purpose.SECOND_FACTOR,
    Purpose.FACTOR_ENROLLMENT,
)
"""What was mailed to an address that is no longer the person's, and what began with it."""


@transaction.atomic
def request_email_change(*, actor: Actor, email: str) -> transports.Challenge:
    """
    Mail a code to the new address; the answer is the same when it is another account's.

    :raises AddressNotUsable:
    """
    address = addresses.normalized(email)
    user_id = str(actor.user_id)
    person = _locked(user_id)
    _challenges.void(user_id, Purpose.EMAIL_CHANGE)
    challenge, code = _challenges.issue(
        Purpose.EMAIL_CHANGE,
        user=person,
        data={"email": address},
        is_decoy=_people.is_taken(address),
    )
    _history.record("email_change_requested", user_id=user_id)
    _mailing.tell(challenge, code)
    return transports.Challenge(challenge.id, challenge.expires_at)


def confirm_email_change(*, actor: Actor, challenge_id: UUID, code: str) -> None:
    """
    Be known by the new address from now on; the old one is told how to undo it.

    :raises ChallengeFailed:
    :raises AccountExists:
    """
    refusal = _confirmed(str(actor.user_id), challenge_id, code)
    if refusal is not None:
        raise refusal


@transaction.atomic
def _confirmed(user_id: UserId, challenge_id: UUID, code: str) -> type[Refusal] | None:
    if not _is_theirs(user_id, challenge_id):
        return errors.ChallengeFailed
    person = _locked(user_id)
    challenge = _challenges.redeem(challenge_id, Purpose.EMAIL_CHANGE, code)
    if challenge is None:
        return errors.ChallengeFailed
    old = str(getattr(person, person.get_email_field_name()) or "")
    new = str(challenge.data["email"])
    if not _rename(person, new):
        return errors.AccountExists
    _challenges.void(user_id, *VOID)
    undo, secret = _undoing(person, old=old, new=new)
    _history.record("email_changed", user_id=user_id)
    publish(
        events.EmailChanged(
            user_id=user_id,
            old_email=old,
            new_email=new,
            challenge_id=undo.id,
            sealed_undo=seal(secret),
        )
    )
    return None


def undo_email_change(*, challenge_id: UUID, secret: str) -> None:
    """
    Give a person their old address back, and end every session.

    Whoever has the secret reads the mail of the old address. The password may be known to who
    made the change, so it is void until it is reset.

    :raises UndoFailed:
    """
    if not _undone(challenge_id, secret):
        raise errors.UndoFailed


@transaction.atomic
def _undone(challenge_id: UUID, secret: str) -> bool:
    _challenges.lock_owner(challenge_id, no_key=False)
    challenge = _challenges.lock_live(challenge_id, Purpose.EMAIL_UNDO)
    if challenge is None:
        return False
    challenge.attempts += 1
    is_right = tokens.is_opaque_key(challenge.secret_hash, "email_undo", str(challenge.id), secret)
    if is_right:
        challenge.consumed_at = timezone.now()
    challenge.save(update_fields=["attempts", "consumed_at"])
    return is_right and _given_back(challenge)


def _given_back(challenge: Challenge) -> bool:
    user_id = str(challenge.user_id)
    person = _locked(user_id)
    if not _rename(person, challenge.data["old"]):
        return False
    person.set_unusable_password()
    person.save()
    _challenges.void(user_id, *VOID)
    _devices.end_sessions(user_id, RevokeReason.EMAIL_CHANGED)
    _api_keys.end_api_keys(user_id=user_id, reason=RevokeReason.EMAIL_CHANGED)
    _history.record("email_change_undone", user_id=user_id)
    publish(events.EmailChangeUndone(user_id=user_id, email=challenge.data["old"]))
    return True


def _undoing(person: Any, *, old: str, new: str) -> tuple[Challenge, str]:
    """What undoes a change: 256 random bits, valid for days, so no code to be typed."""
    secret = secrets.token_urlsafe(32)
    challenge = Challenge(
        purpose=Purpose.EMAIL_UNDO,
        user=person,
        data={"old": old, "new": new},
        expires_at=_undo_until(),
    )
    challenge.secret_hash = tokens.opaque_key("email_undo", str(challenge.id), secret)
    challenge.save(force_insert=True)
    return challenge, secret


def _undo_until() -> datetime:
    return timezone.now() + conf().email_undo_lifetime


def _rename(person: Any, address: str) -> bool:
    """Give a person an address, unless it is somebody else's by now."""
    users = type(person)
    _people.lock_address(address)
    column = users.get_email_field_name()
    others = users._default_manager.exclude(pk=person.pk).filter(**{f"{column}__iexact": address})
    if others.exists():
        return False
    setattr(person, column, address)
    if "email_verified_at" in _people.column_names():
        person.email_verified_at = timezone.now()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # made elsewhere, where nobody takes our lock
        return False
    return True


def _is_theirs(user_id: UserId, challenge_id: UUID) -> bool:
    return Challenge.objects.filter(id=challenge_id, user_id=user_id).exists()


def _locked(user_id: UserId) -> Any:
    users: Any = get_user_model()
    return users._default_manager.select_for_update(of=("self",)).get(pk=user_id)
