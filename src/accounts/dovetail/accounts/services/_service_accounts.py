"""Programs that are users of their own: made, renamed, given keys, deactivated."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from dovetail.accounts import events, repositories, transports
from dovetail.accounts.enums import RevokeReason, UserKind
from dovetail.accounts.models import ApiKey, ServiceAccount
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _api_keys, _history, _people


@transaction.atomic
def create_service_account(
    *, created_by_id: UserId, name: str, tenant_id: UUID | None = None
) -> transports.ServiceUser:
    """Make a program a user of its own: it cannot log in, and has the keys that it is given."""
    program = _unsaved_program(name)
    program.save(force_insert=True)
    user_id = str(program.pk)
    ServiceAccount.objects.create(
        user=program, tenant_id=tenant_id, name=name, created_by_id=created_by_id
    )
    _history.record("service_account_created", user_id=user_id, name=name)
    publish(
        events.ServiceAccountCreated(
            user_id=user_id, created_by_id=created_by_id, tenant_id=tenant_id
        )
    )
    return repositories.get_service_account(user_id)


@transaction.atomic
def rename_service_account(*, user_id: UserId, name: str | None = None) -> transports.ServiceUser:
    """
    Give a service account another name.

    :raises NotFound:
    """
    account = _locked(user_id)
    if name is not None and name != account.name:
        account.name = name
        account.save(update_fields=["name"])
        _history.record("service_account_renamed", user_id=user_id, name=name)
    return repositories.get_service_account(user_id)


@transaction.atomic
def deactivate_service_account(*, user_id: UserId) -> None:
    """
    Refuse every key of a service account from now on, for good.

    :raises NotFound:
    """
    account = _locked(user_id)
    account.deactivated_at = timezone.now()
    account.save(update_fields=["deactivated_at"])
    users: Any = get_user_model()
    users._default_manager.filter(pk=account.user_id).update(is_active=False)
    _api_keys.end_api_keys(user_id=user_id, reason=RevokeReason.DEACTIVATED)
    _history.record("service_account_deactivated", user_id=user_id)
    publish(events.ServiceAccountDeactivated(user_id=user_id))


@transaction.atomic
def issue_service_key(
    *,
    user_id: UserId,
    created_by_id: UserId,
    name: str,
    scopes: list[str],
    expires_at: datetime | None = None,
) -> transports.IssuedApiKey:
    """
    Give a service account a key; it is good in the account's tenant only, where it has one.

    :raises NotFound:
    :raises UnknownScope:
    :raises ExpiryNotAcceptable:
    :raises TooManyApiKeys:
    """
    account = _locked(user_id)
    key = ApiKey(user_id=account.user_id, service_account=account, created_by_id=created_by_id)
    wish = _api_keys.KeyWish(
        name=name, scopes=scopes, tenant_id=account.tenant_id, expires_at=expires_at
    )
    return _api_keys.issue(key, wish)


@transaction.atomic
def rotate_service_key(
    *, user_id: UserId, api_key_id: UUID, expires_at: datetime | None = None
) -> transports.IssuedApiKey:
    """
    Give a key of a service account another secret; the one of before is refused from now on.

    :raises NotFound:
    :raises ExpiryNotAcceptable:
    """
    _locked(user_id)
    return _api_keys.rotate_api_key(user_id=user_id, api_key_id=api_key_id, expires_at=expires_at)


@transaction.atomic
def revoke_service_key(*, user_id: UserId, api_key_id: UUID) -> None:
    """
    Refuse a key of a service account from now on.

    :raises NotFound:
    """
    _locked(user_id)
    _api_keys.revoke_api_key(user_id=user_id, api_key_id=api_key_id)


def _locked(user_id: UserId) -> ServiceAccount:
    account = (
        ServiceAccount.objects.select_for_update(of=("self",), no_key=True)
        .filter(user_id=repositories.key_of(user_id), deactivated_at=None)
        .first()
    )
    if account is None:
        raise NotFound
    return account


def _unsaved_program(name: str) -> Any:
    """A user that nobody logs in as, in whatever columns the user model has."""
    users: Any = get_user_model()
    columns = _people.column_names()
    handle = uuid4().hex
    address = users.get_email_field_name()
    is_optional = users._meta.get_field(address).null
    # No mail arrives below .invalid (RFC 2606), and nobody proves that it is theirs.
    values = {address: None if is_optional else f"{handle}@service.invalid"}
    values |= _people.named(name, columns)
    if "kind" in columns:
        values["kind"] = UserKind.SERVICE
    if users.USERNAME_FIELD not in values:
        values[users.USERNAME_FIELD] = handle
    program = users(**values)
    program.set_unusable_password()
    return program
