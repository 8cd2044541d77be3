"""Mailing the code of a challenge to whom it is for."""

from collections.abc import Callable

from dovetail.accounts import events
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.events import Event, publish
from dovetail.shared_kernel.sealed import seal

Telling = Callable[[Challenge, str], Event]


def tell(challenge: Challenge, code: str) -> None:
    """
    Publish what a challenge asks to be mailed.

    A decoy's code is sealed, and an event published, too: nothing takes longer where there is
    somebody.
    """
    publish(_TOLD[Purpose(challenge.purpose)](challenge, seal(code)))


def _in_vain(challenge: Challenge) -> Event:
    return events.CodeAskedInVain(challenge_id=challenge.id, purpose=challenge.purpose)


def _of_signup(challenge: Challenge, sealed_code: str) -> Event:
    email = challenge.data["email"]
    if challenge.is_decoy:
        return events.SignupAttempted(email=email)
    return events.EmailVerificationRequested(
        challenge_id=challenge.id,
        email=email,
        full_name=challenge.data["full_name"],
        sealed_code=sealed_code,
    )


def _of_email_change(challenge: Challenge, sealed_code: str) -> Event:
    email = challenge.data["email"]
    if challenge.is_decoy:
        return events.EmailChangeAttempted(email=email)
    return events.EmailChangeRequested(
        user_id=str(challenge.user_id),
        challenge_id=challenge.id,
        email=email,
        sealed_code=sealed_code,
    )


def _of_login_code(challenge: Challenge, sealed_code: str) -> Event:
    if challenge.is_decoy:
        return _in_vain(challenge)
    return events.LoginCodeRequested(
        user_id=str(challenge.user_id),
        challenge_id=challenge.id,
        email=challenge.data["email"],
        sealed_code=sealed_code,
    )


def _of_password_reset(challenge: Challenge, sealed_code: str) -> Event:
    if challenge.is_decoy:
        return _in_vain(challenge)
    return events.PasswordResetRequested(
        user_id=str(challenge.user_id),
        challenge_id=challenge.id,
        email=challenge.data["email"],
        sealed_code=sealed_code,
    )


_TOLD: dict[Purpose, Telling] = {
    Purpose.SIGNUP: _of_signup,
    Purpose.EMAIL_CHANGE: _of_email_change,
    Purpose.LOGIN_CODE: _of_login_code,
    Purpose.PASSWORD_RESET: _of_password_reset,
}

MAILED = frozenset(_TOLD)
"""The purposes whose codes are mailed, and may be mailed again."""
