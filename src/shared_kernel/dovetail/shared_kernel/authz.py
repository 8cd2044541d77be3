"""Who asks, what they may do, and where: actors, permissions and grants."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NewType, Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from .errors import Forbidden, NotFound, Unprocessable
from .ports import port, wired
from .transports import UserId

TenantId = NewType("TenantId", UUID)

OWNER = "owner"


class TenantNotFound(NotFound):
    """There is no such organization, or you do not belong to it."""


class PermissionDenied(Forbidden):
    """You may not do this."""


class UnknownScope(Unprocessable):
    """A scope is the code of a permission; `scopes` are none."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that a role may allow in a tenant, or that everybody may do with their own."""

    code: str
    """`<context>:<resource>.<action>`."""
    summary: str
    roles: frozenset[str]
    """The roles that have it; the owner has every permission."""
    is_personal: bool = False
    """About what is the caller's own: everybody has it outside of tenants, and no role does."""


@dataclass(frozen=True, slots=True)
class StaffPermission:
    """Something that the platform's own people may do, whoever's tenant it is about."""

    code: str
    """`<context>:<resource>.<action>`, and no tenant's permission as well."""
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever makes a request, and what the credential proves of them."""

    kind: Literal["anonymous", "user", "service_account", "system"]
    user_id: UserId | None = None
    session_id: str | None = None
    bound_tenant: TenantId | None = None
    """A credential that is valid in one tenant only."""
    scopes: frozenset[str] | None = None
    """Permission codes to which the credential is narrowed; None is not narrowed."""
    authenticated_at: datetime | None = None
    impersonator_id: UserId | None = None
    api_key_id: str | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether the credential is good for less than the person who holds it."""
        return self.scopes is not None or self.bound_tenant is not None


ANONYMOUS = Actor(kind="anonymous")


@dataclass(frozen=True, slots=True)
class Grant:
    """What an actor may do in one tenant, resolved once for a request."""

    actor: Actor
    tenant_id: TenantId
    permissions: frozenset[str]
    role: str | None = None

    def allows(self, permission: Permission) -> bool:
        narrowed = self.actor.scopes
        return permission.code in self.permissions and (
            narrowed is None or permission.code in narrowed
        )

    def require(self, permission: Permission) -> None:
        """
        Nothing, when the permission is granted.

        :raises PermissionDenied:
        """
        if not self.allows(permission):
            raise PermissionDenied(required_permission=permission.code)


class Catalogue:
    """Every permission that the installed contexts declare."""

    def __init__(self) -> None:
        self._permissions: dict[str, Permission] = {}
        self._of_staff: dict[str, StaffPermission] = {}

    def add(self, permission: Permission) -> None:
        self._refuse_another(permission)
        self._permissions[permission.code] = permission

    def add_of_staff(self, permission: StaffPermission) -> None:
        self._refuse_another(permission)
        self._of_staff[permission.code] = permission

    def _refuse_another(self, permission: Permission | StaffPermission) -> None:
        for known in (self._permissions, self._of_staff):
            if known.get(permission.code, permission) != permission:
                raise ImproperlyConfigured(f"The permission {permission.code} is declared twice.")
        if not re.fullmatch(r"[a-z_]+:[a-z_]+(\.[a-z_]+)+", permission.code):
            raise ImproperlyConfigured(f"{permission.code!r} is not a permission code.")

    def get(self, code: str) -> Permission:
        return self._permissions[code]

    def all(self) -> Sequence[Permission]:
        return sorted(self._permissions.values(), key=lambda permission: permission.code)

    def of_staff(self) -> Sequence[StaffPermission]:
        """What no role of a tenant allows, its owner's included, and no credential's scope."""
        return sorted(self._of_staff.values(), key=lambda permission: permission.code)

    def for_role(self, role: str) -> frozenset[str]:
        """The codes that a role allows; those of an uninstalled context are not among them."""
        return frozenset(
            permission.code
            for permission in self._permissions.values()
            if not permission.is_personal and (role == OWNER or role in permission.roles)
        )

    def roles_with(self, code: str) -> frozenset[str]:
        """The roles that allow a permission."""
        permission = self._permissions.get(code)
        if permission is None or permission.is_personal:
            return frozenset()
        return permission.roles | {OWNER}

    def refuse_unknown(self, scopes: Iterable[str]) -> None:
        """
        Nothing, when all of these are codes of permissions.

        :raises UnknownScope:
        """
        unknown = sorted(set(scopes) - set(self._permissions))
        if unknown:
            raise UnknownScope(scopes=unknown)


catalogue = Catalogue()


def permission(code: str, summary: str, *, roles: Iterable[str] = ()) -> Permission:
    """Declare a permission of a context, and the roles that have it."""
    declared = Permission(code, summary, frozenset(roles))
    catalogue.add(declared)
    return declared


def personal_permission(code: str, summary: str) -> Permission:
    """Declare what everybody may do with their own, and a narrowed credential by this scope."""
    declared = Permission(code, summary, frozenset(), is_personal=True)
    catalogue.add(declared)
    return declared


def staff_permission(code: str, summary: str) -> StaffPermission:
    """Declare something that only the platform's own people may do."""
    declared = StaffPermission(code, summary)
    catalogue.add_of_staff(declared)
    return declared


@port(default="dovetail.shared_kernel.authz.Nobody")
class Authorizer(Protocol):
    """Who belongs to a tenant, and what they may do there."""

    def grant(self, actor: Actor, tenant_id: TenantId) -> Grant:
        """
        What an actor may do in a tenant.

        :raises TenantNotFound: when there is no such tenant, or the actor is not in it.
        """
        ...

    def tenants(self, actor: Actor) -> Sequence[TenantId]:
        """The tenants that an actor belongs to."""
        ...

    def people_with(self, tenant_id: TenantId, permission: str) -> Sequence[UserId]:
        """Who in a tenant has a permission."""
        ...


class Nobody:
    """Lets nobody in: what stands at the door until a project wires an authorizer."""

    def grant(self, actor: Actor, tenant_id: TenantId) -> Grant:
        raise TenantNotFound

    def tenants(self, actor: Actor) -> Sequence[TenantId]:
        return ()

    def people_with(self, tenant_id: TenantId, permission: str) -> Sequence[UserId]:
        return ()


@port(default="dovetail.shared_kernel.authz.StaffFlag")
class StaffAuthorizer(Protocol):
    """Who are the platform's own people, and what they may do."""

    def allows(self, actor: Actor, user: Any, permission: StaffPermission) -> bool:
        """Whether a user may; asked of people who act for themselves, as all that they are."""
        ...


class StaffFlag:
    """Allows everything to the users that are active and marked as staff."""

    def allows(self, actor: Actor, user: Any, permission: StaffPermission) -> bool:
        return user.is_active is True and getattr(user, "is_staff", False) is True


def require_staff(actor: Actor, user: Any, permission: StaffPermission) -> None:
    """
    Nothing, when somebody of the platform's own people may do something.

    A credential that is narrowed, a service, and whoever acts as somebody else may not.

    :raises PermissionDenied:
    """
    is_whole = actor.scopes is None and actor.bound_tenant is None
    is_themselves = actor.kind == "user" and actor.impersonator_id is None
    if not (is_whole and is_themselves and wired(StaffAuthorizer).allows(actor, user, permission)):
        raise PermissionDenied(required_permission=permission.code)


class UserTenantAuthorizer:
    """
    For projects without organizations: every user is a tenant of their own, and owns it.

    The tenant is the user's key, where that is a UUID; a number is made into one. Users with keys
    of another kind cannot be tenants. It asks no database.
    """

    def grant(self, actor: Actor, tenant_id: TenantId) -> Grant:
        if tenant_id not in self.tenants(actor):
            raise TenantNotFound
        return Grant(actor, tenant_id, catalogue.for_role(OWNER), OWNER)

    def tenants(self, actor: Actor) -> Sequence[TenantId]:
        own = None if actor.user_id is None else tenant_of(actor.user_id)
        return () if own is None or actor.bound_tenant not in (None, own) else (own,)

    def people_with(self, tenant_id: TenantId, permission: str) -> Sequence[UserId]:
        return (user_of(tenant_id),) if permission in catalogue.for_role(OWNER) else ()


def tenant_of(user_id: UserId) -> TenantId:
    """
    The tenant that a user is: the key itself where it is a UUID, else its number as one.

    :raises ImproperlyConfigured: for keys of another kind.
    """
    try:
        return TenantId(UUID(int=int(user_id)) if user_id.isdecimal() else UUID(user_id))
    except ValueError:
        raise ImproperlyConfigured(
            f"The user key {user_id!r} is neither a number nor a UUID, so users cannot be tenants; "
            "wire an Authorizer of your own."
        ) from None


def user_of(tenant_id: TenantId) -> UserId:
    """The user that a tenant is; numbers stand below 2**63, where no UUID of version 7 does."""
    return str(tenant_id.int) if tenant_id.int < 1 << 63 else str(tenant_id)
