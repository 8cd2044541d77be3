"""Codes on paper, for whoever has lost the other factors."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import events, tokens
from dovetail.accounts.models import RecoveryCode
from dovetail.shared_kernel.events import publish

from . import _history

COUNT = 10


@transaction.atomic
def accepts(person: Any, entered: str) -> bool:
    """Use a code up, if it is one of a person's and was not used before."""
    theirs = RecoveryCode.objects.filter(user=person, used_at=None)
    chosen = theirs.filter(code_hash=tokens.recovery_code_digest(entered))
    if not chosen.update(used_at=timezone.now()):
        return False
    user_id = str(person.pk)
    left = theirs.count()
    _history.record("recovery_code_used", user_id=user_id, left_count=left)
    publish(events.RecoveryCodeUsed(user_id=user_id, left_count=left))
    return True


def replace(person: Any) -> list[str]:
    """New codes instead of all there were; they are told once, and only hashes are kept."""
    forget(person)
    codes = [tokens.new_recovery_code() for _ in range(COUNT)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=person, code_hash=tokens.recovery_code_digest(code)) for code in codes
    )
    return [tokens.code_in_words(code) for code in codes]


def forget(person: Any) -> None:
    RecoveryCode.objects.filter(user=person).delete()


def has_any(person: Any) -> bool:
    return RecoveryCode.objects.filter(user=person, used_at=None).exists()
