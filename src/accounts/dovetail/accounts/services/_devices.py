"""Ending sessions, by the person and for them."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import repositories
from dovetail.accounts.enums import RevokeReason
from dovetail.accounts.models import Session
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import UserId

from . import _sessions


@transaction.atomic
def revoke_session(*, user_id: UserId, session_id: UUID) -> None:
    """
    End one session of a person.

    :raises NotFound: when it is not theirs, or has ended.
    """
    session = _live_sessions(user_id).filter(id=session_id, impersonator=None).first()
    if session is None:
        raise NotFound
    _sessions.revoke(session, RevokeReason.REVOKED)


@transaction.atomic
def revoke_other_sessions(*, user_id: UserId, session_id: UUID) -> None:
    """End every session of a person but this one."""
    end_sessions(user_id, RevokeReason.REVOKED, keep=session_id)


def end_sessions(user_id: UserId, reason: RevokeReason, *, keep: UUID | None = None) -> None:
    """End every live session of a person but one, and what they do in the names of others."""
    _sessions.end_impersonations(user_id)
    for session in _live_sessions(user_id).exclude(id=keep).order_by("id"):
        _sessions.revoke(session, reason)


def _live_sessions(user_id: UserId) -> Any:
    live = repositories.live(timezone.now())
    return Session.objects.select_for_update(of=("self",)).filter(live, user_id=user_id)
