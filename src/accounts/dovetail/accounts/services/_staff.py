"""What the platform's staff does with accounts."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from dovetail.accounts import errors, events, repositories, transports
from dovetail.accounts.enums import Purpose, RevokeReason
from dovetail.accounts.models import Session
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.sealed import seal
from dovetail.shared_kernel.transports import UserId

from . import _api_keys, _challenges, _devices, _history, _people, _sessions


@transaction.atomic
def deactivate_user(*, actor: Actor, user_id: UserId) -> transports.User:
    """
    Turn a person off: whatever let them in is refused from the next request on.

    :raises NotFound:
    :raises NotYourself:
    :raises SuperuserOnly:
    """
    person = _within_reach(actor, user_id)
    if str(actor.user_id) == user_id:
        raise errors.NotYourself
    if person.is_active:
        _devices.end_sessions(user_id, RevokeReason.DEACTIVATED)
        _api_keys.end_api_keys(user_id=user_id, reason=RevokeReason.DEACTIVATED)
        _challenges.void(user_id, *Purpose)
        _switch(person, is_active=False)
        _history.record("deactivated", user_id=user_id)
        publish(events.UserDeactivated(user_id=user_id, email=_address_of(person)))
    return repositories.get_user(user_id)


@transaction.atomic
def reactivate_user(*, actor: Actor, user_id: UserId) -> transports.User:
    """
    Let a person log in again; what they had been logged in with stays worthless.

    :raises NotFound:
    :raises SuperuserOnly:
    :raises UserErased:
    """
    person = _within_reach(actor, user_id)
    if _people.is_erased(person):
        raise errors.UserErased
    if not person.is_active:
        # Whoever was turned off elsewhere, or logged in at that moment, has sessions yet.
        for session in Session.objects.select_for_update().filter(user_id=user_id, revoked_at=None):
            _sessions.revoke(session, RevokeReason.DEACTIVATED)
        _switch(person, is_active=True)
        _history.record("reactivated", user_id=user_id)
        publish(events.UserReactivated(user_id=user_id))
    return repositories.get_user(user_id)


@transaction.atomic
def revoke_sessions(*, actor: Actor, user_id: UserId) -> None:
    """
    End every session of a person.

    :raises NotFound:
    :raises SuperuserOnly:
    """
    _within_reach(actor, user_id)
    _devices.end_sessions(user_id, RevokeReason.REVOKED)
    _history.record("sessions_revoked", user_id=user_id)
    publish(events.SessionsRevoked(user_id=user_id))


@transaction.atomic
def send_password_reset(*, actor: Actor, user_id: UserId) -> None:
    """
    Mail a person a code for a new password; whoever asks learns nothing of it.

    :raises NotFound:
    :raises SuperuserOnly:
    :raises CannotLogIn:
    """
    person = _within_reach(actor, user_id)
    email = _address_of(person)
    if not _people.may_log_in(person) or not email:
        raise errors.CannotLogIn
    challenge, code = _challenges.issue(Purpose.PASSWORD_RESET, user=person, data={"email": email})
    _history.record("password_reset_sent", user_id=user_id)
    publish(
        events.PasswordResetSent(
            user_id=user_id, challenge_id=challenge.id, email=email, sealed_code=seal(code)
        )
    )


def _within_reach(actor: Actor, user_id: UserId) -> Any:
    """A user, locked; staff that is no superuser changes nothing of one who is."""
    person = _people.locked(user_id)
    if getattr(person, "is_superuser", False):
        users: Any = get_user_model()
        if not users._default_manager.filter(pk=actor.user_id, is_superuser=True).exists():
            raise errors.SuperuserOnly
    return person


def _address_of(person: Any) -> str:
    return getattr(person, person.get_email_field_name()) or ""


def _switch(person: Any, *, is_active: bool) -> None:
    person.is_active = is_active
    person.save(update_fields=["is_active"])
