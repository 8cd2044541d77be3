"""The second step of a log-in, for who has a second factor."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from dovetail.accounts import errors, transports
from dovetail.accounts.enums import Purpose

from . import _challenges, _factors, _further_steps, _history

Proof = Callable[[Any], bool]


def ask(person: Any, *, amr: Sequence[str], methods: list[str]) -> transports.Login:
    """A challenge to whoever has proven the first factor; nobody is logged in by it."""
    challenge, _ = _challenges.issue(
        Purpose.SECOND_FACTOR, user=person, data=_further_steps.begun(person, amr)
    )
    _history.record("second_factor_asked", user_id=str(person.pk), amr=list(amr))
    asked = transports.LoginChallenge(challenge.id, methods, list(amr), challenge.expires_at, None)
    return transports.Login("mfa_required", None, asked, [])


def complete_mfa(*, challenge_id: UUID, method: str, code: str) -> transports.Login:
    """
    Finish a log-in with a code of the second factor.

    :raises TooManyLogins:
    :raises ChallengeFailed:
    """
    return complete(
        challenge_id,
        method=method,
        amr=["otp"],
        proof=lambda person: _factors.accepts(person, method, code),
    )


def complete(
    challenge_id: UUID, *, method: str, amr: Sequence[str], proof: Proof
) -> transports.Login:
    """
    Finish a log-in when a proof holds; every try is counted and kept before it is answered.

    :param amr: what the proof adds to what was proven before (RFC 8176).
    :raises TooManyLogins:
    :raises ChallengeFailed:
    """
    challenge = _further_steps.find(challenge_id, Purpose.SECOND_FACTOR)
    tries = _further_steps.count_try(challenge)
    with transaction.atomic():
        step = _further_steps.lock(challenge)
        if step is not None and proof(step.person):
            pair = _further_steps.finish(step, tries, amr=amr)
            return transports.Login("authenticated", pair, None, [])
        _further_steps.fail(challenge, tries, method=method)
    raise errors.ChallengeFailed
