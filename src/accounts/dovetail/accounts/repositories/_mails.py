"""Reads for what is mailed."""

from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from dovetail.accounts import addresses, tokens, transports
from dovetail.accounts.models import Challenge, Session
from dovetail.shared_kernel.sealed import SealBroken, unseal


def find_mailed_address(challenge_id: UUID) -> str | None:
    """Where the code of a challenge is mailed, in its one spelling, while it may be entered."""
    waiting = Challenge.objects.filter(id=challenge_id, consumed_at=None, expires_at__gt=Now())
    found: str | None = waiting.values_list("data__email", flat=True).first()
    return addresses.normalized(found) if found else found


def find_code_mail(challenge_id: UUID, sealed_code: str) -> transports.CodeMail | None:
    """What to mail of a code, while it is the one that is waited for."""
    waiting = (
        Challenge.objects.filter(id=challenge_id, consumed_at=None, expires_at__gt=Now())
        .values_list("secret_hash", "expires_at")
        .first()
    )
    if waiting is None:
        return None
    secret_hash, expires_at = waiting
    try:
        code = unseal(sealed_code)
    except SealBroken:
        return None
    if not tokens.is_code(challenge_id, code, secret_hash):
        return None
    seconds_left = (expires_at - timezone.now()).total_seconds()
    return transports.CodeMail(tokens.code_in_words(code), max(1, round(seconds_left / 60)))


def find_session_mail(session_id: UUID) -> transports.SessionMail | None:
    """What to mail of a log-in, while it lasts."""
    return (
        Session.objects.filter(id=session_id, revoked_at=None).into(transports.SessionMail).first()
    )
