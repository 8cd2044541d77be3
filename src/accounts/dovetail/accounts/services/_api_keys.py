"""API keys: made, renamed, rotated, revoked by who is logged in; ended with their user."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, events, keys, repositories, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import RevokeReason
from dovetail.accounts.models import ApiKey
from dovetail.shared_kernel.authz import Actor, Authorizer, TenantId, catalogue
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.transports import UserId

from . import _history


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWish:
    """What a key is to be."""

    name: str
    scopes: list[str]
    tenant_id: UUID | None = None
    expires_at: datetime | None = None


@transaction.atomic
def create_api_key(
    *,
    actor: Actor,
    name: str,
    scopes: list[str],
    tenant_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> transports.IssuedApiKey:
    """
    Make a key for the caller, good for some permissions and perhaps in one tenant only.

    :raises UnknownScope:
    :raises TenantNotFound: for a tenant that the caller is not in.
    :raises ExpiryNotAcceptable:
    :raises TooManyApiKeys:
    """
    if tenant_id is not None:
        wired(Authorizer).grant(actor, TenantId(tenant_id))
    user_id = str(actor.user_id)
    wish = KeyWish(name=name, scopes=scopes, tenant_id=tenant_id, expires_at=expires_at)
    return issue(ApiKey(user_id=user_id, created_by_id=user_id), wish)


def issue(key: ApiKey, wish: KeyWish) -> transports.IssuedApiKey:
    """
    Make a key of what is known of its user, within the caller's transaction.

    :raises UnknownScope:
    :raises ExpiryNotAcceptable:
    :raises TooManyApiKeys:
    """
    catalogue.refuse_unknown(wish.scopes)
    key.expires_at = _end(wish.expires_at)
    user_id = str(key.user_id)
    _refuse_too_many(user_id)
    key.name, key.tenant_id = wish.name, wish.tenant_id
    key.scopes = sorted(set(wish.scopes))
    key.prefix, secret = keys.new_key()
    key.secret_hash = keys.digest(secret)
    key.save(force_insert=True)
    _history.record(
        "api_key_created", user_id=user_id, api_key_id=key.id, name=key.name, scopes=key.scopes
    )
    publish(events.ApiKeyCreated(**_named(key)))
    return _issued(key, secret)


@transaction.atomic
def rename_api_key(
    *, user_id: UserId, api_key_id: UUID, name: str | None = None
) -> transports.ApiKey:
    """
    Give a key another name; what it is good for cannot change.

    :raises NotFound:
    """
    key = _locked_key(user_id, api_key_id)
    if name is not None and name != key.name:
        key.name = name
        key.save(update_fields=["name"])
        _history.record("api_key_renamed", user_id=user_id, api_key_id=key.id, name=name)
    return repositories.get_api_key(user_id, api_key_id)


@transaction.atomic
def rotate_api_key(
    *, user_id: UserId, api_key_id: UUID, expires_at: datetime | None = None
) -> transports.IssuedApiKey:
    """
    Give a key another secret; the one of before is refused from now on.

    Who needs both for a while makes a second key, and revokes the first when it is used no more.

    :param expires_at: when it ends from now on; as before when absent.
    :raises NotFound:
    :raises ExpiryNotAcceptable:
    """
    key = _locked_key(user_id, api_key_id)
    if expires_at is not None:
        key.expires_at, key.expiry_told_at = _end(expires_at), None
    key.prefix, secret = keys.new_key()
    key.secret_hash = keys.digest(secret)
    key.last_used_at = key.last_used_ip = None
    key.save()
    _history.record("api_key_rotated", user_id=user_id, api_key_id=key.id, name=key.name)
    publish(events.ApiKeyRotated(**_named(key)))
    return _issued(key, secret)


@transaction.atomic
def revoke_api_key(*, user_id: UserId, api_key_id: UUID) -> None:
    """
    Refuse a key from now on.

    :raises NotFound: when it is not theirs, or has ended.
    """
    _revoke(_locked_key(user_id, api_key_id), RevokeReason.REVOKED)


@transaction.atomic
def end_api_keys(*, user_id: UserId, reason: RevokeReason) -> None:
    """Refuse every key of a user from now on."""
    for key in _live_keys(user_id).order_by("id"):
        _revoke(key, reason)


def _revoke(key: ApiKey, reason: RevokeReason) -> None:
    key.revoked_at, key.revoke_reason = timezone.now(), reason
    key.save(update_fields=["revoked_at", "revoke_reason"])
    _history.record(
        "api_key_revoked", user_id=str(key.user_id), api_key_id=key.id, name=key.name, reason=reason
    )
    publish(events.ApiKeyRevoked(**_named(key), reason=reason))


def _end(wished: datetime | None) -> datetime:
    now, longest = timezone.now(), conf().api_key_max_lifetime
    if wished is None:
        return now + longest
    if not now < wished <= now + longest:
        raise errors.ExpiryNotAcceptable(max_lifetime_seconds=int(longest.total_seconds()))
    return wished


def _refuse_too_many(user_id: UserId) -> None:
    """The lock lets one key of a user be made after the other."""
    users: Any = get_user_model()
    users._default_manager.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    if repositories.list_api_keys(user_id).count() >= conf().api_key_limit:
        raise errors.TooManyApiKeys(limit=conf().api_key_limit)


def _live_keys(user_id: UserId) -> Any:
    live = repositories.live_keys(timezone.now())
    return ApiKey.objects.select_for_update(of=("self",)).filter(live, user_id=user_id)


def _locked_key(user_id: UserId, api_key_id: UUID) -> ApiKey:
    key: ApiKey | None = _live_keys(user_id).filter(id=api_key_id).first()
    if key is None:
        raise NotFound
    return key


def _named(key: ApiKey) -> dict[str, Any]:
    return {
        "user_id": str(key.user_id),
        "responsible_id": str(key.created_by_id),
        "api_key_id": key.id,
    }


def _issued(key: ApiKey, secret: str) -> transports.IssuedApiKey:
    return transports.IssuedApiKey(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        scopes=key.scopes,
        tenant_id=key.tenant_id,
        created_at=key.created_at,
        expires_at=key.expires_at,
        secret=secret,
    )
