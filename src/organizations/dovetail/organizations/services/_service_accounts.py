"""Programs that act in an organization: added, given keys, removed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dovetail.organizations import errors, events, models, ports, repositories, transports
from dovetail.organizations.enums import Role
from dovetail.shared_kernel.authz import Grant, PermissionDenied
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.ports import wired

from ._rules import locked_organization, refuse_escalation


@transaction.atomic
def add_service_account(*, grant: Grant, name: str, role: Role) -> transports.ServiceAccountDetail:
    """
    Let a program act in an organization, in a role no higher than of who adds it; no seat is taken.

    :raises PermissionDenied: for a key, which manages no credentials.
    :raises OwnerRequired:
    :raises RoleExceedsYours:
    :raises ServiceAccountsNotOffered:
    """
    organization = locked_organization(grant.tenant_id)
    _refuse_programs(grant)
    refuse_escalation(grant, role)
    asker = str(grant.actor.user_id)
    user_id = wired(ports.ServiceAccounts).create(
        tenant_id=organization.id, name=name, created_by_id=asker
    )
    account = organization.service_accounts.create(
        user_id=user_id, name=name, role=role, created_by_id=asker
    )
    publish(
        events.ServiceAccountAdded(
            organization_id=organization.id,
            service_account_id=account.id,
            user_id=user_id,
            role=role,
        )
    )
    return repositories.get_service_account(organization.id, account.id)


@transaction.atomic
def remove_service_account(*, grant: Grant, service_account_id: UUID) -> None:
    """
    Let a program act in an organization no more; its keys are refused from now on.

    :raises PermissionDenied: for a key, which manages no credentials.
    :raises ServiceAccountNotFound:
    :raises RoleExceedsYours:
    """
    account = _locked_account(grant, service_account_id)
    account.deactivated_at = timezone.now()
    account.save(update_fields=["deactivated_at"])
    wired(ports.ServiceAccounts).deactivate(str(account.user_id))
    publish(
        events.ServiceAccountRemoved(
            organization_id=account.organization_id,
            service_account_id=account.id,
            user_id=str(account.user_id),
        )
    )


@transaction.atomic
def issue_service_key(
    *,
    grant: Grant,
    service_account_id: UUID,
    name: str,
    scopes: list[str],
    expires_at: datetime | None = None,
) -> transports.IssuedServiceKey:
    """
    Give a program a key for some permissions; it never may more than its role.

    :raises PermissionDenied: for a key, which manages no credentials.
    :raises ServiceAccountNotFound:
    :raises RoleExceedsYours:
    :raises UnknownScope:
    """
    account = _locked_account(grant, service_account_id)
    return wired(ports.ServiceAccounts).issue_key(
        user_id=str(account.user_id),
        created_by_id=str(grant.actor.user_id),
        name=name,
        scopes=scopes,
        expires_at=expires_at,
    )


@transaction.atomic
def revoke_service_key(*, grant: Grant, service_account_id: UUID, key_id: UUID) -> None:
    """
    Refuse a key of a program from now on.

    :raises PermissionDenied: for a key, which manages no credentials.
    :raises ServiceAccountNotFound:
    :raises RoleExceedsYours:
    :raises NotFound: when it has no such key.
    """
    account = _locked_account(grant, service_account_id)
    wired(ports.ServiceAccounts).revoke_key(user_id=str(account.user_id), key_id=key_id)


def _locked_account(grant: Grant, service_account_id: UUID) -> models.ServiceAccount:
    organization = locked_organization(grant.tenant_id)
    _refuse_programs(grant)
    account = models.ServiceAccount.objects.filter(
        organization=organization, id=service_account_id, deactivated_at=None
    ).first()
    if account is None:
        raise errors.ServiceAccountNotFound
    refuse_escalation(grant, account.role)
    return account


def _refuse_programs(grant: Grant) -> None:
    """Nothing, for a person who is there as a whole: a key could make itself a wider one."""
    if grant.actor.is_narrowed or grant.actor.kind != "user":
        raise PermissionDenied
