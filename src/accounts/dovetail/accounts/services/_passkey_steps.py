"""Passkeys where something was proven before: as a second factor, set up on the way, again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from dovetail.accounts import errors, repositories, transports, webauthn
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.authz import Actor

from . import (
    _ceremonies,
    _challenges,
    _enrollment,
    _further_steps,
    _passkeys,
    _reauthentication,
    _second_factor,
)


def begin_passkey_mfa(*, challenge_id: UUID) -> transports.PasskeyChallenge:
    """
    Ask for one of the passkeys of whoever has proven the first factor.

    :raises PasskeysNotOffered:
    :raises NoPasskey:
    :raises ChallengeFailed:
    """
    _ceremonies.refuse_unless_offered()
    challenge = _further_steps.find(challenge_id, Purpose.SECOND_FACTOR)
    with transaction.atomic():
        step = _further_steps.lock(challenge)
        if step is not None:
            return _asked(step.challenge, _ceremonies.hold(step.challenge))
    raise errors.ChallengeFailed


def complete_passkey_mfa(*, challenge_id: UUID, credential: Mapping[str, Any]) -> transports.Login:
    """
    Finish a log-in with what a passkey signed.

    :raises PasskeysNotOffered:
    :raises TooManyLogins:
    :raises ChallengeFailed:
    """
    _ceremonies.refuse_unless_offered()

    def has_signed(person: Any) -> bool:
        locked = _challenges.lock_live(challenge_id, Purpose.SECOND_FACTOR)
        signed = None if locked is None else _ceremonies.take(locked)
        proof = _ceremonies.proven(credential, challenge=signed, user_id=str(person.pk))
        return proof is not None

    amr = _ceremonies.amr_of_known(credential)
    return _second_factor.complete(challenge_id, method=_passkeys.METHOD, amr=amr, proof=has_signed)


def begin_passkey_enrollment(
    *, challenge_id: UUID, enrollment_token: str
) -> transports.PasskeyChallenge:
    """
    Ask the browser of whoever has to set up a factor, before they are logged in, for a passkey.

    :raises PasskeysNotOffered:
    :raises ChallengeFailed:
    """
    _ceremonies.refuse_unless_offered()
    challenge = _enrollment.borne(challenge_id, enrollment_token)
    with transaction.atomic():
        step = _further_steps.lock(challenge)
        if step is not None:
            handle = _passkeys.handle_of(str(step.person.pk))
            signed = _ceremonies.hold(step.challenge, user_handle=handle)
            return _passkeys.asked(step.challenge, signed)
    raise errors.ChallengeFailed


def complete_passkey_enrollment(
    *, challenge_id: UUID, enrollment_token: str, name: str, credential: Mapping[str, Any]
) -> transports.Login:
    """
    Make the passkey a factor, and finish the log-in.

    :raises PasskeysNotOffered:
    :raises TooManyLogins:
    :raises ChallengeFailed:
    """
    _ceremonies.refuse_unless_offered()
    challenge = _enrollment.borne(challenge_id, enrollment_token)
    tries = _further_steps.count_try(challenge)
    with transaction.atomic():
        step = _further_steps.lock(challenge)
        passkey = None if step is None else _passkeys.kept(step.challenge, name, credential)
        if step is not None and passkey is not None:
            amr = _ceremonies.amr_of(passkey.is_backup_eligible)
            return _enrollment.complete(step, tries, method=_passkeys.METHOD, amr=amr)
        _further_steps.fail(challenge, tries, method=_passkeys.METHOD)
    raise errors.ChallengeFailed


@transaction.atomic
def begin_passkey_reauthentication(*, actor: Actor) -> transports.PasskeyChallenge:
    """
    Ask for one of the passkeys of whoever is logged in.

    :raises PasskeysNotOffered:
    :raises NoPasskey:
    """
    _ceremonies.refuse_unless_offered()
    challenge, signed = _ceremonies.begin(
        Purpose.REAUTHENTICATION, user_id=str(actor.user_id), session_id=str(actor.session_id)
    )
    return _asked(challenge, signed)


def reauthenticate_with_passkey(
    *, actor: Actor, challenge_id: UUID, credential: Mapping[str, Any]
) -> transports.TokenPair:
    """
    Prove again who one is, by a passkey: a new pair, and the session counts as recent.

    :raises PasskeysNotOffered:
    :raises TooManyLogins:
    :raises InvalidCredentials:
    """
    _ceremonies.refuse_unless_offered()
    user_id = str(actor.user_id)

    @transaction.atomic
    def has_signed(person: Any) -> bool:
        _ceremonies.lock_person(user_id)
        begun = _ceremonies.use_up(challenge_id, Purpose.REAUTHENTICATION, user_id=user_id)
        if begun is None or begun.data["session_id"] != str(actor.session_id):
            return False
        signed = _ceremonies.take(begun)
        return _ceremonies.proven(credential, challenge=signed, user_id=user_id) is not None

    method, *_ = _ceremonies.amr_of_known(credential)
    return _reauthentication.prove_again(actor, method=method, proof=has_signed)


def _asked(challenge: Challenge, signed: bytes) -> transports.PasskeyChallenge:
    """What a browser is asked for, of the passkeys of whom a challenge is for."""
    allowed = repositories.list_passkey_descriptors(str(challenge.user_id))
    if not allowed:
        raise errors.NoPasskey
    options = webauthn.request_options(challenge=signed, allowed=allowed)
    return transports.PasskeyChallenge(challenge.id, challenge.expires_at, options)
