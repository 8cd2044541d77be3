"""A fake authorizer, wired through the port like any other."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dovetail.shared_kernel.authz import Actor, Grant, TenantId, TenantNotFound, catalogue
from dovetail.shared_kernel.transports import UserId


class Grants:
    """Roles given by hand: who is what in which tenant."""

    def __init__(self) -> None:
        self._roles: dict[tuple[UserId, UUID], str] = {}

    def give(self, user: Any, tenant_id: UUID, role: str) -> None:
        self._roles[str(user.pk), tenant_id] = role

    def grant(self, actor: Actor, tenant_id: TenantId) -> Grant:
        role = self._roles.get((actor.user_id or "", tenant_id))
        if role is None:
            raise TenantNotFound
        return Grant(actor, tenant_id, catalogue.for_role(role), role)

    def tenants(self, actor: Actor) -> Sequence[TenantId]:
        return [TenantId(tenant) for user, tenant in self._roles if user == actor.user_id]

    def people_with(self, tenant_id: TenantId, permission: str) -> Sequence[UserId]:
        roles = catalogue.roles_with(permission)
        return [
            user
            for (user, tenant), role in self._roles.items()
            if tenant == tenant_id and role in roles
        ]
