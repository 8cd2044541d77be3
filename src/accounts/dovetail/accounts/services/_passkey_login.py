"""Logging in with a passkey, by nothing else."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from dovetail.accounts import errors, transports, webauthn
from dovetail.accounts.enums import Purpose
from dovetail.shared_kernel.errors import Refusal

from . import _ceremonies, _completion, _factors, _history, _people


def begin_passkey_login() -> transports.PasskeyChallenge:
    """
    Ask for a passkey, whoever is there: nobody is named, so nothing is told of anybody.

    :raises PasskeysNotOffered:
    """
    _ceremonies.refuse_unless_offered()
    challenge, signed = _ceremonies.begin(Purpose.PASSKEY_LOGIN, user_id=None)
    options = webauthn.request_options(challenge=signed)
    return transports.PasskeyChallenge(challenge.id, challenge.expires_at, options)


def log_in_with_passkey(*, challenge_id: UUID, credential: Mapping[str, Any]) -> transports.Login:
    """
    Open a session for whose passkey signed; that is two factors.

    No counter of failures is touched: nobody guesses a signature, so nobody locks an account
    by trying, and an account whose password is being guessed is still its owner's.

    :raises PasskeysNotOffered:
    :raises PasskeyFailed:
    """
    _ceremonies.refuse_unless_offered()
    outcome = _logged_in(challenge_id, credential)
    if not isinstance(outcome, transports.Login):
        raise outcome
    return outcome


@transaction.atomic
def _logged_in(
    challenge_id: UUID, credential: Mapping[str, Any]
) -> transports.Login | type[Refusal]:
    challenge = _ceremonies.use_up(challenge_id, Purpose.PASSKEY_LOGIN, user_id=None)
    if challenge is None:
        return _refused()
    signed = _ceremonies.take(challenge)
    proof = _ceremonies.proven(credential, challenge=signed, user_id=None)
    if proof is None:
        return _refused()
    if not _people.may_log_in(proof.person):
        return _refused(user_id=str(proof.person.pk))
    return _completion.finish(proof.person, amr=_factors.joined(proof.amr))


def _refused(**whose: Any) -> type[Refusal]:
    """Into the history: of nobody, where nobody has proven to be somebody."""
    _history.record("login_failed", **{"user_id": None, **whose}, method="passkey")
    return errors.PasskeyFailed
