"""Whom an access token belongs to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dovetail.accounts import errors, tokens
from dovetail.accounts.models import Session
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.compiled import compiled_records
from dovetail.shared_kernel.transports import Rows

from . import _impersonators
from ._sessions import has_ended


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Whom an access token, or an API key, belongs to."""

    user: Any
    actor: Actor


def authenticate(*, access_token: str) -> Authenticated:
    """
    The user and the actor behind an access token, in one query.

    :raises InvalidToken:
    """
    claims = tokens.read_access(access_token)
    session = next(iter(_sessions(claims.session_id)), None)
    if session is None or str(session.user_id) != claims.user_id or has_ended(session):
        raise errors.InvalidToken
    if session.epoch != claims.epoch:
        raise errors.InvalidToken
    impersonator_id = None
    if session.impersonator_id is not None:
        impersonator_id = str(session.impersonator_id)
        if not _impersonators.may_act_as(session.impersonator, session.user):
            raise errors.InvalidToken
    actor = Actor(
        kind="user",
        user_id=claims.user_id,
        session_id=str(session.id),
        authenticated_at=session.authenticated_at,
        impersonator_id=impersonator_id,
    )
    return Authenticated(session.user, actor)


@compiled_records
def _sessions(session_id: UUID) -> Rows[Session]:
    """The session of an id with what tells whether it has ended, and all of its user."""
    return (
        Session.objects.filter(id=session_id)
        .select_related("user")
        .only(
            "user",
            "epoch",
            "authenticated_at",
            "refreshed_at",
            "expires_at",
            "revoked_at",
            "password_stamp",
            "impersonator_id",
        )
    )
