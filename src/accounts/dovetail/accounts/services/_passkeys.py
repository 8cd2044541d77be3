"""The passkeys of a person: added, named, removed."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from dovetail.accounts import errors, events, repositories, transports, webauthn
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge, Passkey
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.errors import NotFound, Refusal
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _ceremonies, _challenges, _factor_changes, _history, _people

METHOD = repositories.PASSKEY


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
    limit = conf().max_passkeys_per_user
    if Passkey.objects.filter(user_id=user_id).count() >= limit:
        raise errors.TooManyPasskeys(limit=limit)
    _challenges.void(user_id, Purpose.PASSKEY_REGISTRATION)
    challenge, signed = _ceremonies.begin(
        Purpose.PASSKEY_REGISTRATION, user_id=user_id, user_handle=handle_of(user_id)
    )
    return asked(challenge, signed)


def handle_of(user_id: UserId) -> str:
    """What authenticators know a person by, in hex; random for the first passkey."""
    known = repositories.find_user_handle(user_id)
    return (known or secrets.token_bytes(webauthn.USER_HANDLE_BYTES)).hex()


def asked(challenge: Challenge, signed: bytes) -> transports.PasskeyChallenge:
    """What a browser is asked to make a passkey for whom a challenge is for."""
    user_id = str(challenge.user_id)
    me = repositories.get_me(user_id)
    handle = bytes.fromhex(challenge.data["user_handle"])
    options = webauthn.creation_options(
        webauthn.Person(handle, me.email or "", me.full_name),
        challenge=signed,
        existing=repositories.list_passkey_descriptors(user_id),
    )
    return transports.PasskeyChallenge(challenge.id, challenge.expires_at, options)


def add_passkey(
    *, actor: Actor, challenge_id: UUID, name: str, credential: Mapping[str, Any]
) -> transports.AddedPasskey:
    """
    Keep the passkey that a browser made, a factor from now on; other sessions of theirs end.

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
) -> transports.AddedPasskey | Refusal:
    person, session_id = _factor_changes.lock_caller(actor)
    user_id = str(person.pk)
    challenge = _ceremonies.use_up(challenge_id, Purpose.PASSKEY_REGISTRATION, user_id=user_id)
    if challenge is None:
        return errors.PasskeyFailed()
    limit = conf().max_passkeys_per_user
    if Passkey.objects.filter(user_id=user_id).count() >= limit:
        return errors.TooManyPasskeys(limit=limit)
    passkey = kept(challenge, name, credential)
    if passkey is None:
        return errors.PasskeyFailed()
    codes = _factor_changes.added(
        person, METHOD, session_id=session_id, amr=_ceremonies.amr_of(passkey.is_backup_eligible)
    )
    return transports.AddedPasskey(repositories.get_passkey(user_id, passkey.id), codes)


def kept(challenge: Challenge, name: str, credential: Mapping[str, Any]) -> Passkey | None:
    """
    The passkey that a browser made for a locked challenge, within the caller's transaction.

    None when it does not hold, or its id is that of any passkey (section 7.1, step 26).
    """
    signed = _ceremonies.take(challenge)
    if signed is None:
        return None
    try:
        made = webauthn.registered(credential, challenge=signed)
        with transaction.atomic():
            passkey = _stored(challenge, name, credential, made)
    except (webauthn.CeremonyFailed, IntegrityError):
        return None
    user_id = str(passkey.user_id)
    _history.record("passkey_added", user_id=user_id, passkey_id=str(passkey.id))
    publish(events.PasskeyAdded(user_id=user_id, passkey_id=passkey.id, passkey_name=name))
    return passkey


def _stored(
    challenge: Challenge, name: str, credential: Mapping[str, Any], made: webauthn.Registered
) -> Passkey:
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
    Accept a passkey no more; other sessions of theirs end.

    :raises NotFound: when it is not theirs.
    :raises LastLoginMethod:
    :raises LastFactor: where the project demands a factor of them, and they have no other.
    """
    person, session_id = _factor_changes.lock_caller(actor)
    passkey = Passkey.objects.filter(user=person, id=passkey_id).first()
    if passkey is None:
        raise NotFound
    if not Passkey.objects.filter(user=person).exclude(id=passkey_id).exists():
        _refuse_last(person)
    passkey.delete()
    user_id = str(person.pk)
    _history.record("passkey_removed", user_id=user_id, passkey_id=str(passkey_id))
    publish(
        events.PasskeyRemoved(user_id=user_id, passkey_id=passkey_id, passkey_name=passkey.name)
    )
    _factor_changes.removed(person, METHOD, session_id=session_id)


def _refuse_last(person: Any) -> None:
    """Without an address there is no code by mail, and a password is of no use."""
    has_another = _people.is_known_by_address(person) or repositories.has_identity(str(person.pk))
    if not has_another:
        raise errors.LastLoginMethod
    _factor_changes.refuse_last(person, METHOD)
