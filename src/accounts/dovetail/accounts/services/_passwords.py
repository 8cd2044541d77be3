"""Passwords: forgotten, changed, set for the first time."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, events, passwords, transports
from dovetail.accounts.enums import Purpose, RevokeReason
from dovetail.accounts.models import Session
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.errors import Refusal
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _api_keys, _challenges, _codes, _devices, _failures, _history, _people, _sessions

VOID = (
    Purpose.PASSWORD_RESET,
    Purpose.LOGIN_CODE,
    Purpose.SECOND_FACTOR,
    Purpose.FACTOR_ENROLLMENT,
)
"""What a new password makes worthless: what was begun with the old one, or beside it."""


def acceptable(password: str, *, user: AbstractBaseUser) -> str:
    """
    The hash of a new password that nobody else knows; asked outside of a transaction.

    When that cannot be found out, the password is accepted and an event says so.

    :raises PasswordNotAcceptable:
    """
    hashed = passwords.hashed(password, user=user)
    is_breached = passwords.is_breached(password)
    if is_breached:
        detail = "This password is known to others; choose one that is not."
        raise errors.PasswordNotAcceptable(
            reasons=[{"code": "password_breached", "detail": detail}]
        )
    if is_breached is None:
        with transaction.atomic():
            publish(events.BreachCheckUnavailable())
    return hashed


def request_password_reset(*, email: str) -> transports.Challenge:
    """Mail a code for a new password; the answer is the same when nobody has the address."""
    return _codes.ask_for_code(email, Purpose.PASSWORD_RESET)


def reset_password(*, challenge_id: UUID, code: str, new_password: str) -> None:
    """
    Give a person a new password by a code from their mail; their sessions and API keys end.

    Second factors stay, and nobody is logged in by it. An unacceptable password uses up no
    attempt, and says nothing of the code.

    :raises PasswordNotAcceptable:
    :raises ChallengeFailed:
    """
    nobody = _people.unsaved_person(email="", full_name="")
    acceptable(new_password, user=nobody)
    refusal = _reset(challenge_id, code, new_password)
    if refusal is not None:
        raise refusal


@transaction.atomic
def _reset(challenge_id: UUID, code: str, new_password: str) -> type[Refusal] | None:
    challenge = _challenges.redeem(challenge_id, Purpose.PASSWORD_RESET, code)
    if challenge is None:
        return errors.ChallengeFailed
    user_id = str(challenge.user_id)
    person = _locked(user_id)
    if not _people.may_log_in(person):
        return errors.ChallengeFailed
    passwords.hashed(new_password, user=person)  # too like the person: the attempt is given back
    _devices.end_sessions(user_id, RevokeReason.PASSWORD_RESET)
    _api_keys.end_api_keys(user_id=user_id, reason=RevokeReason.PASSWORD_RESET)
    _keep(person, new_password)
    _people.note_verified(person)
    _history.record("password_reset", user_id=user_id)
    publish(events.PasswordReset(user_id=user_id))
    return None


def change_password(*, actor: Actor, current_password: str, new_password: str) -> None:
    """
    Change a password for who knows the current one; every other session is ended.

    :raises TooManyLogins:
    :raises InvalidCredentials:
    :raises PasswordNotAcceptable:
    """
    user_id = str(actor.user_id)
    person = _person(user_id)
    tries = _failures.count_try(f"user:{user_id}")
    if not passwords.matches(current_password, person):
        _history.record("password_change_failed", user_id=user_id)
        raise errors.InvalidCredentials
    acceptable(new_password, user=person)
    with transaction.atomic():
        person = _locked(user_id)
        _failures.forget(tries)
        if not passwords.matches(current_password, person):
            raise errors.InvalidCredentials
        _set(person, new_password, session_id=UUID(str(actor.session_id)))


def set_first_password(*, actor: Actor, new_password: str) -> None:
    """
    Give a password to somebody who has none, such as a person of a sign-in provider.

    :raises PasswordAlreadySet:
    :raises PasswordNotAcceptable:
    """
    user_id = str(actor.user_id)
    acceptable(new_password, user=_person(user_id))
    with transaction.atomic():
        person = _locked(user_id)
        if person.has_usable_password():
            raise errors.PasswordAlreadySet
        _set(person, new_password, session_id=UUID(str(actor.session_id)))


def _set(person: Any, new_password: str, *, session_id: UUID) -> None:
    user_id = str(person.pk)
    _devices.end_sessions(user_id, RevokeReason.PASSWORD_CHANGED, keep=session_id)
    _keep(person, new_password)
    Session.objects.filter(id=session_id, revoked_at=None).update(
        authenticated_at=timezone.now(), password_stamp=_sessions.password_stamp(person)
    )
    _history.record("password_changed", user_id=user_id, session_id=session_id)
    publish(events.PasswordChanged(user_id=user_id))


def _keep(person: Any, new_password: str) -> None:
    person.set_password(new_password)
    person.save()
    _challenges.void(str(person.pk), *VOID)


def _person(user_id: UserId) -> Any:
    person = _people.find_active(user_id)
    if person is None:
        raise errors.InvalidCredentials
    return person


def _locked(user_id: UserId) -> Any:
    users: Any = get_user_model()
    return users._default_manager.select_for_update(of=("self",), no_key=True).get(pk=user_id)
