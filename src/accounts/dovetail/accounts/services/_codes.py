"""Codes by mail: asked for, sent again, entered to log in."""

from uuid import UUID

from django.db import transaction

from dovetail.accounts import addresses, errors, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose
from dovetail.shared_kernel.errors import Refusal

from . import _challenges, _completion, _history, _mailing, _people


@transaction.atomic
def ask_for_code(email: str, purpose: Purpose) -> transports.Challenge:
    """
    Mail a code to an address if there is somebody behind it; the answer is the same if not.

    An address that no account can have is answered alike, though sooner.
    """
    try:
        address = addresses.normalized(email)
    except errors.AddressNotUsable:
        person, address = None, ""
    else:
        person = _people.find_person(address)
    if person is not None and not _people.may_log_in(person):
        person = None
    if person is not None:  # as it is stored: what was typed only found it
        address = getattr(person, person.get_email_field_name())
    challenge, code = _challenges.issue(
        purpose, user=person, data={"email": address}, is_decoy=person is None
    )
    _history.record(f"{purpose}_requested", user_id=None if person is None else str(person.pk))
    _mailing.tell(challenge, code)
    return transports.Challenge(challenge.id, challenge.expires_at)


@transaction.atomic
def resend_code(*, challenge_id: UUID) -> transports.Challenge:
    """
    Mail another code for a challenge; the earlier one no longer works.

    :raises ChallengeFailed:
    :raises TooManyCodes:
    """
    challenge = _challenges.lock_live(challenge_id, *_mailing.MAILED)
    if challenge is None:
        raise errors.ChallengeFailed
    if challenge.sends >= conf().challenge_max_sends:
        raise errors.TooManyCodes(retry_after=_challenges.seconds_left(challenge))
    code = _challenges.renew(challenge)
    _mailing.tell(challenge, code)
    return transports.Challenge(challenge.id, challenge.expires_at)


def request_login_code(*, email: str) -> transports.Challenge:
    """Mail a code to log in with; the answer is the same when nobody has the address."""
    return ask_for_code(email, Purpose.LOGIN_CODE)


def redeem_login_code(*, challenge_id: UUID, code: str) -> transports.Login:
    """
    Log in with a code from the mail.

    :raises ChallengeFailed:
    """
    outcome = _redeemed(challenge_id, code)
    if not isinstance(outcome, transports.Login):
        raise outcome
    return outcome


@transaction.atomic
def _redeemed(challenge_id: UUID, code: str) -> transports.Login | type[Refusal]:
    challenge = _challenges.redeem(challenge_id, Purpose.LOGIN_CODE, code)
    person = None if challenge is None else _people.find_active(str(challenge.user_id))
    if person is None:
        _history.record("login_failed", user_id=None, method="otp")
        return errors.ChallengeFailed
    return _completion.finish(person, amr=["otp"])
