"""One-time secrets: issued, sent again, redeemed once."""

import secrets
from math import ceil
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import F, QuerySet
from django.utils import timezone

from dovetail.accounts import tokens
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.transports import UserId

from ._circumstances import circumstances


def issue(
    purpose: Purpose, *, data: dict[str, Any], user: Any | None = None, is_decoy: bool = False
) -> tuple[Challenge, str]:
    """A challenge and its code; the code of a decoy is told to nobody, and redeems nothing."""
    code = tokens.new_code()
    challenge = Challenge(
        purpose=purpose,
        user=user,
        data=data,
        is_decoy=is_decoy,
        ip=circumstances().ip,
        expires_at=timezone.now() + conf().challenge_lifetime,
    )
    challenge.secret_hash = tokens.code_digest(challenge.id, code)
    challenge.save(force_insert=True)
    return challenge, code


def issue_to_bearer(purpose: Purpose, *, user: Any, data: dict[str, Any]) -> tuple[Challenge, str]:
    """A challenge for whoever has its secret: 256 random bits, for programs and not for people."""
    secret = secrets.token_urlsafe(32)
    challenge = Challenge(
        purpose=purpose,
        user=user,
        data=data,
        ip=circumstances().ip,
        expires_at=timezone.now() + conf().challenge_lifetime,
    )
    challenge.secret_hash = tokens.opaque_key(purpose, str(challenge.id), secret)
    challenge.save(force_insert=True)
    return challenge, secret


def is_borne(challenge: Challenge, secret: str) -> bool:
    """Whether a secret is that of a challenge for its bearer."""
    return tokens.is_opaque_key(challenge.secret_hash, challenge.purpose, str(challenge.id), secret)


def live(challenge_id: UUID, *purposes: Purpose) -> QuerySet[Challenge]:
    """A challenge that may still be answered, if there is one."""
    return Challenge.objects.filter(
        id=challenge_id,
        purpose__in=purposes,
        consumed_at=None,
        expires_at__gt=timezone.now(),
        attempts__lt=conf().challenge_max_attempts,
    )


def lock_live(challenge_id: UUID, *purposes: Purpose) -> Challenge | None:
    """A challenge that may still be answered, locked until the transaction ends."""
    return live(challenge_id, *purposes).select_for_update().first()


def lock_owner(challenge_id: UUID, *, no_key: bool = True) -> None:
    """
    Lock whom a challenge is for, before the challenge: everybody locks in this order.

    It is one statement whether there is somebody or not, so that a decoy costs the same.
    """
    users: Any = get_user_model()
    theirs = Challenge.objects.filter(id=challenge_id).values("user_id")
    waiting = users._default_manager.select_for_update(of=("self",), no_key=no_key)
    waiting.filter(pk__in=theirs).order_by().values_list("pk", flat=True).first()


def seconds_left(challenge: Challenge) -> int:
    return max(1, ceil((challenge.expires_at - timezone.now()).total_seconds()))


def renew(challenge: Challenge) -> str:
    """Another code for the same challenge; the counter of attempts goes on."""
    code = tokens.new_code()
    challenge.secret_hash = tokens.code_digest(challenge.id, code)
    challenge.sends += 1
    challenge.expires_at = timezone.now() + conf().challenge_lifetime
    challenge.save(update_fields=["secret_hash", "sends", "expires_at"])
    return code


def void(user_id: UserId, *purposes: Purpose) -> None:
    """Consume every live challenge of a person for some purposes."""
    now = timezone.now()
    Challenge.objects.filter(
        user_id=user_id, purpose__in=purposes, consumed_at=None, expires_at__gt=now
    ).update(consumed_at=now)


def count_attempt(challenge: Challenge) -> bool:
    """Count a wrong answer; whether it was the last that the challenge takes."""
    Challenge.objects.filter(id=challenge.id).update(attempts=F("attempts") + 1)
    challenge.refresh_from_db(fields=["attempts"])
    return challenge.attempts == conf().challenge_max_attempts


def consume(challenge: Challenge) -> None:
    """Let nobody answer a locked challenge again."""
    challenge.consumed_at = timezone.now()
    challenge.save(update_fields=["consumed_at"])


def redeem(challenge_id: UUID, purpose: Purpose, entered: str) -> Challenge | None:
    """
    Count an attempt, and consume the challenge when the code is right.

    None is every failure alike; the caller commits before it says so, or nothing is counted.
    """
    lock_owner(challenge_id)
    challenge = lock_live(challenge_id, purpose)
    if challenge is None:
        return None
    challenge.attempts += 1
    if tokens.is_code(challenge.id, entered, challenge.secret_hash) and not challenge.is_decoy:
        challenge.consumed_at = timezone.now()
    challenge.save(update_fields=["attempts", "consumed_at"])
    return challenge if challenge.consumed_at else None
