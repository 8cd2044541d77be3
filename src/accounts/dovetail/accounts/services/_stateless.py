"""Access tokens that are believed until they end, where a project would rather save the query."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from dovetail.accounts import errors, repositories, tokens
from dovetail.accounts.conf import conf
from dovetail.accounts.models import Session
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.errors import NotFound

from ._access import Authenticated, authenticate


def authenticate_bearer(*, access_token: str) -> Authenticated:
    """
    The user and the actor behind an access token: in one query, or with `stateless_access` in none.

    Where somebody acts as another, the session is looked up all the same.

    :raises InvalidToken:
    """
    if not conf().stateless_access:
        return authenticate(access_token=access_token)
    claims = tokens.read_access(access_token)
    if claims.is_acted:
        return authenticate(access_token=access_token)
    actor = Actor(
        kind="user",
        user_id=claims.user_id,
        session_id=str(claims.session_id),
        authenticated_at=claims.authenticated_at,
    )
    return Authenticated(_unread_user(claims.user_id), actor)


def refuse_ended(actor: Actor) -> None:
    """
    Nothing, while the session that a token was believed of has not ended.

    :raises InvalidToken:
    """
    live = repositories.live(timezone.now())
    theirs = Session.objects.filter(live, id=str(actor.session_id), user_id=str(actor.user_id))
    if not theirs.exists():
        raise errors.InvalidToken


def _unread_user(user_id: str) -> Any:
    """A user of whom the key is known; what else is asked of them is read then."""
    users: Any = get_user_model()
    try:
        key = repositories.key_of(user_id)
    except NotFound:
        raise errors.InvalidToken from None
    return users.from_db(DEFAULT_DB_ALIAS, [users._meta.pk.attname], [key])
