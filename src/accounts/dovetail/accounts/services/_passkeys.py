"""The passkeys of a person: added, named, removed."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from dovetail.accounts import errors, events, repositories, transports, webauthn
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose, RevokeReason
from dovetail.accounts.models import Challenge, Passkey
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.errors import NotFound, Refusal
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _ceremonies, _challenges, _devices, _history, _people


@transaction.atomic
def begin_passkey_registration(*, actor: Actor) -> transports.PasskeyChallenge:
    """
    Ask a person's browser to make a passkey, on a device that has none of theirs.

    What was begun before and not finished is void.

    :raises PasskeysNotOffered:
    :raises TooManyPasskeys:
    """
    _ceremonies.refuse_unless_offered()
    user_id = str(actor.user_id)
    existing = repositories.list_passkey_descriptors(user_id)
    if len(existing) >= conf().max_passkeys_per_user:
        raise errors.TooManyPasskeys(limit=conf().max_passkeys_per_user)
    _challenges.void(user_id, Purpose.PASSKEY_REGISTRATION)
    handle = repositories.find_user_handle(user_id) or secrets.token_bytes(
        webauthn.USER_HANDLE_BYTES
    )
    challenge, signed = _ceremonies.begin(
        Purpose.PASSKEY_REGISTRATION, user_id=user_id, user_handle=handle.hex()
    )
    me = repositories.get_me(user_id)
    options = webauthn.creation_options(
        webauthn.Person(handle, me.email, me.full_name), challenge=signed, existing=existing
    )
    return transports.PasskeyChallenge(challenge.id, challenge.expires_at, options)


def add_passkey(
    *, actor: Actor, challenge_id: UUID, name: str, credential: Mapping[str, Any]
) -> transports.Passkey:
    """
    Keep the passkey that a browser made; the person's other sessions are ended.

    :raises PasskeysNotOffered:
    :raises PasskeyFailed:
    :raises TooManyPasskeys:
    """
    _ceremonies.refuse_unless_offered()
    outcome = _added(actor, challenge_id, name, credential)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


@transaction.atomic
def _added(
    actor: Actor, challenge_id: UUID, name: str, credential: Mapping[str, Any]
) -> transports.Passkey | Refusal:
    user_id = str(actor.user_id)
    challenge = _ceremonies.use_up(challenge_id, Purpose.PASSKEY_REGISTRATION, user_id=user_id)
    if challenge is None:
        return errors.PasskeyFailed()
    try:
        made = webauthn.registered(credential, challenge=_ceremonies.signed_bytes(challenge))
    except webauthn.CeremonyFailed:
        return errors.PasskeyFailed()
    _ceremonies.lock_person(user_id)
    limit = conf().max_passkeys_per_user
    if Passkey.objects.filter(user_id=user_id).count() >= limit:
        return errors.TooManyPasskeys(limit=limit)
    passkey = _stored(challenge, name, credential, made)
    if passkey is None:
        return errors.PasskeyFailed()
    _end_others(actor)
    _history.record("passkey_added", user_id=user_id, passkey_id=str(passkey.id))
    publish(events.PasskeyAdded(user_id=user_id, passkey_id=passkey.id, passkey_name=name))
    return repositories.get_passkey(user_id, passkey.id)


def _stored(
    challenge: Challenge, name: str, credential: Mapping[str, Any], made: webauthn.Registered
) -> Passkey | None:
    """None when there is a passkey with its id already, anybody's (section 7.1, step 26)."""
    try:
        with transaction.atomic():
            return Passkey.objects.create(
                user_id=str(challenge.user_id),
                name=name,
                credential_id=made.credential_id,
                credential_data=made.credential_data,
                user_handle=bytes.fromhex(challenge.data["user_handle"]),
                sign_count=made.state.sign_count,
                transports=credential["response"].get("transports", []),
                is_backup_eligible=made.state.is_backup_eligible,
                is_backed_up=made.state.is_backed_up,
            )
    except IntegrityError:
        return None


@transaction.atomic
def update_passkey(
    *, user_id: UserId, passkey_id: UUID, changes: Mapping[str, str]
) -> transports.Passkey:
    """
    Name a passkey otherwise.

    :raises NotFound: when it is not theirs.
    """
    passkey = Passkey.objects.select_for_update().filter(user_id=user_id, id=passkey_id).first()
    if passkey is None:
        raise NotFound
    passkey.name = changes.get("name", passkey.name)
    passkey.save(update_fields=["name"])
    return repositories.get_passkey(user_id, passkey_id)


@transaction.atomic
def remove_passkey(*, actor: Actor, passkey_id: UUID) -> None:
    """
    Accept a passkey no more; the person's other sessions are ended.

    :raises NotFound: when it is not theirs.
    :raises LastLoginMethod:
    """
    user_id = str(actor.user_id)
    person = _ceremonies.lock_person(user_id)
    passkey = Passkey.objects.filter(user_id=user_id, id=passkey_id).first()
    if passkey is None:
        raise NotFound
    if not _has_another_way(person, passkey):
        raise errors.LastLoginMethod
    passkey.delete()
    _end_others(actor)
    _history.record("passkey_removed", user_id=user_id, passkey_id=str(passkey_id))
    publish(
        events.PasskeyRemoved(user_id=user_id, passkey_id=passkey_id, passkey_name=passkey.name)
    )


def _has_another_way(person: Any, passkey: Passkey) -> bool:
    """Another passkey, or an address: for a code by mail, and for a password."""
    others = Passkey.objects.filter(user_id=person.pk).exclude(id=passkey.id)
    return _people.is_known_by_address(person) or others.exists()


def _end_others(actor: Actor) -> None:
    keep = UUID(str(actor.session_id))
    _devices.end_sessions(str(actor.user_id), RevokeReason.FACTORS_CHANGED, keep=keep)
