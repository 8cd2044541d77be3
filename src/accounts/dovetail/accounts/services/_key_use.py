"""API keys in use: whom one belongs to, when it was used last, and that it ends soon."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from dovetail.accounts import errors, events, keys, repositories
from dovetail.accounts.conf import conf
from dovetail.accounts.models import ApiKey
from dovetail.shared_kernel.authz import Actor, TenantId
from dovetail.shared_kernel.compiled import compiled_records
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import Rows

from ._access import Authenticated

logger = logging.getLogger("dovetail.accounts")

USE_KEPT_EVERY = timedelta(minutes=1)


def authenticate_key(*, api_key: str, ip: str | None = None) -> Authenticated:
    """
    The user and the actor behind an API key, in one query.

    :raises InvalidToken: for a key that is unknown, revoked or expired, or whose user is off.
    """
    prefix = keys.prefix_of(api_key)
    if prefix is None:
        raise errors.InvalidToken
    key = next(iter(_keys(prefix)), None)
    is_genuine = keys.is_key(api_key, None if key is None else key.secret_hash)
    now = timezone.now()
    if key is None or not is_genuine or not _is_good(key, now):
        raise errors.InvalidToken
    if key.last_used_at is None or key.last_used_at <= now - USE_KEPT_EVERY:
        _note_use(key, now, ip)
    actor = Actor(
        kind="user" if key.service_account_id is None else "service_account",
        user_id=str(key.user_id),
        bound_tenant=None if key.tenant_id is None else TenantId(key.tenant_id),
        scopes=frozenset(key.scopes),
        api_key_id=str(key.id),
    )
    return Authenticated(key.user, actor)


@compiled_records
def _keys(prefix: str) -> Rows[ApiKey]:
    """The key of a prefix with what tells whether it is good, and for what, and all of its user."""
    return (
        ApiKey.objects.filter(prefix=prefix)
        .select_related("user")
        .only(
            "user",
            "service_account_id",
            "tenant_id",
            "secret_hash",
            "scopes",
            "expires_at",
            "last_used_at",
            "revoked_at",
        )
    )


def _is_good(key: ApiKey, at: datetime) -> bool:
    return key.revoked_at is None and key.expires_at > at and bool(key.user.is_active)


def _note_use(key: ApiKey, at: datetime, ip: str | None) -> None:
    """Keep that a key was used, unless somebody does so at the moment, or it cannot be kept."""
    unlocked = ApiKey.objects.select_for_update(skip_locked=True, no_key=True).filter(id=key.id)
    due = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_KEPT_EVERY)
    try:
        with transaction.atomic():
            if unlocked.filter(due).values_list("id", flat=True).first() is not None:
                ApiKey.objects.filter(id=key.id).update(last_used_at=at, last_used_ip=ip)
    except DatabaseError:
        logger.warning("The use of API key %s could not be kept", key.id, exc_info=True)


@transaction.atomic
def tell_expiring_keys(*, limit: int = 100) -> int:
    """Tell whose keys end soon, once each, where a key lasts longer than that; how many keys."""
    now, notice = timezone.now(), conf().api_key_expiry_notice
    due = (
        ApiKey.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            repositories.live_keys(now),
            expires_at__lte=now + notice,
            created_at__lt=F("expires_at") - notice,
            expiry_told_at=None,
            user__is_active=True,
        )
        .order_by("expires_at", "id")[:limit]
    )
    return sum(_told(key, now) for key in due)


def _told(key: ApiKey, at: datetime) -> int:
    key.expiry_told_at = at
    key.save(update_fields=["expiry_told_at"])
    publish(
        events.ApiKeyExpiring(
            user_id=str(key.user_id),
            responsible_id=str(key.created_by_id),
            api_key_id=key.id,
            expires_at=key.expires_at,
        )
    )
    return 1
