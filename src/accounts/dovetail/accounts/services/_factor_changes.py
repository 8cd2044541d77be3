"""What follows when a factor is added or removed, whichever it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from dovetail.accounts import errors, events, repositories, transports
from dovetail.accounts.enums import Purpose, RevokeReason
from dovetail.accounts.models import Session
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _challenges, _devices, _factors, _history, _people, _recovery_codes


def added(
    person: Any, method: str, *, session_id: UUID | None, amr: Sequence[str] = ()
) -> list[str]:
    """
    End a person's other sessions and log-ins, and tell; with the first factor, recovery codes.

    Within the caller's transaction, which has locked the person.

    :param amr: what the session has proven by setting it up (RFC 8176).
    """
    user_id = str(person.pk)
    _end_others(person, session_id)
    if session_id is not None:
        _note_proof(session_id, amr)
    _history.record("mfa_enabled", user_id=user_id, session_id=session_id, method=method)
    publish(events.MfaEnabled(user_id=user_id, method=method))
    return [] if _recovery_codes.has_any(person) else _recovery_codes.replace(person)


def removed(person: Any, method: str, *, session_id: UUID | None) -> None:
    """The same for a factor that is gone; without any, recovery codes are worthless."""
    user_id = str(person.pk)
    _end_others(person, session_id)
    if not repositories.list_factors(user_id):
        _recovery_codes.forget(person)
    _history.record("mfa_disabled", user_id=user_id, session_id=session_id, method=method)
    publish(events.MfaDisabled(user_id=user_id, method=method))


def refuse_last(person: Any, method: str) -> None:
    """
    Nothing, where a person may do without any factor of a method.

    :raises LastFactor:
    """
    others = {*repositories.list_factors(str(person.pk))} - {method, repositories.RECOVERY_CODE}
    if not others and _factors.is_required(person):
        raise errors.LastFactor


@transaction.atomic
def regenerate_recovery_codes(*, actor: Actor) -> transports.RecoveryCodes:
    """
    New recovery codes for a person who has a factor; the earlier ones are worthless.

    :raises NoSecondFactor:
    """
    person, session_id = lock_caller(actor)
    user_id = str(person.pk)
    if not repositories.list_factors(user_id):
        raise errors.NoSecondFactor
    codes = _recovery_codes.replace(person)
    _end_others(person, session_id)
    _history.record("recovery_codes_regenerated", user_id=user_id, session_id=session_id)
    publish(events.RecoveryCodesRegenerated(user_id=user_id))
    return transports.RecoveryCodes(codes)


@transaction.atomic
def remove_factors(*, user_id: UserId) -> None:
    """
    Take every factor from a person who lost them and proved otherwise who they are.

    Whoever does it for them has seen that proof; all of the person's sessions end.

    :raises NoSecondFactor:
    """
    person = _people.lock_active(user_id)
    factors = {} if person is None else repositories.FACTORS
    theirs = {method: rows.filter(user_id=user_id) for method, rows in factors.items()}
    held = {method: rows for method, rows in theirs.items() if rows.exists()}
    if not held:
        raise errors.NoSecondFactor
    for method, rows in held.items():
        rows.delete()
        removed(person, method, session_id=None)


def lock_caller(actor: Actor) -> tuple[Any, UUID]:
    """
    Who asks, locked until the transaction ends, and their session.

    :raises InvalidCredentials: when they may no longer log in.
    """
    person = _people.lock_active(str(actor.user_id))
    if person is None:
        raise errors.InvalidCredentials
    return person, UUID(str(actor.session_id))


def _note_proof(session_id: UUID, amr: Sequence[str]) -> None:
    session = Session.objects.select_for_update().get(id=session_id)
    session.amr = _factors.joined(session.amr, *amr)
    session.save(update_fields=["amr"])


def _end_others(person: Any, session_id: UUID | None) -> None:
    user_id = str(person.pk)
    _challenges.void(user_id, Purpose.SECOND_FACTOR, Purpose.FACTOR_ENROLLMENT)
    _devices.end_sessions(user_id, RevokeReason.FACTORS_CHANGED, keep=session_id)
