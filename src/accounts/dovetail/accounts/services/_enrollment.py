"""Logging in where a second factor is demanded and there is none: it is set up on the way."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from dovetail.accounts import errors, transports
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge

from . import _challenges, _factor_changes, _factors, _further_steps, _history, _totp_devices
from ._failures import Tries


def ask(person: Any, *, amr: Sequence[str]) -> transports.Login:
    """A challenge that allows to set up a factor and nothing else; nobody is logged in by it."""
    challenge, token = _challenges.issue_to_bearer(
        Purpose.FACTOR_ENROLLMENT, user=person, data=_further_steps.begun(person, amr)
    )
    _history.record("factor_enrollment_asked", user_id=str(person.pk), amr=list(amr))
    asked = transports.LoginChallenge(
        challenge.id, _factors.enrollable(), list(amr), challenge.expires_at, token
    )
    return transports.Login("mfa_enrollment_required", None, asked, [])


def begin_totp_enrollment(*, challenge_id: UUID, enrollment_token: str) -> transports.TotpSecret:
    """
    A secret for the app of whoever has to set up a factor before they are logged in.

    :raises ChallengeFailed:
    :raises AlreadyEnrolled:
    """
    challenge = borne(challenge_id, enrollment_token)
    with transaction.atomic():
        step = _further_steps.lock(challenge)
        if step is not None:
            return _totp_devices.begin(step.person)
    raise errors.ChallengeFailed


def complete_totp_enrollment(
    *, challenge_id: UUID, enrollment_token: str, code: str
) -> transports.Login:
    """
    Make the app a factor by a code of it, and finish the log-in.

    :raises TooManyLogins:
    :raises ChallengeFailed:
    """
    challenge = borne(challenge_id, enrollment_token)
    tries = _further_steps.count_try(challenge)
    with transaction.atomic():
        step = _further_steps.lock(challenge)
        if step is not None and _totp_devices.confirm(step.person, code):
            return complete(step, tries, method=_totp_devices.METHOD, amr=["otp"])
        _further_steps.fail(challenge, tries, method=_totp_devices.METHOD)
    raise errors.ChallengeFailed


def complete(
    step: _further_steps.Step, tries: Tries, *, method: str, amr: Sequence[str]
) -> transports.Login:
    """Finish a log-in whose person has a factor by now, within the caller's transaction."""
    codes = _factor_changes.added(step.person, method, session_id=None)
    pair = _further_steps.finish(step, tries, amr=amr)
    return transports.Login("authenticated", pair, None, codes)


def borne(challenge_id: UUID, enrollment_token: str) -> Challenge:
    """A log-in that waits, for whoever was told its token; nobody else's try is counted."""
    challenge = _further_steps.find(challenge_id, Purpose.FACTOR_ENROLLMENT)
    if not _challenges.is_borne(challenge, enrollment_token):
        raise errors.ChallengeFailed
    return challenge
