"""What serves the ports when a project wires nothing else, and the kernel's authorizer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import CharField, F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Trim

from dovetail.shared_kernel.authz import Actor, Grant, TenantId, TenantNotFound, catalogue
from dovetail.shared_kernel.compiled import compiled
from dovetail.shared_kernel.transports import Rows, UserId

from . import errors, models, transports
from .enums import OrganizationStatus


class Unlimited:
    """As many people as there are."""

    def limit(self, tenant_id: UUID) -> int | None:
        return None


class NoServiceAccounts:
    """For projects without users that are programs."""

    def create(self, *, tenant_id: UUID, name: str, created_by_id: UserId) -> UserId:
        raise errors.ServiceAccountsNotOffered

    def deactivate(self, user_id: UserId) -> None:
        raise errors.ServiceAccountsNotOffered

    def issue_key(
        self,
        *,
        user_id: UserId,
        created_by_id: UserId,
        name: str,
        scopes: list[str],
        expires_at: datetime | None,
    ) -> transports.IssuedServiceKey:
        raise errors.ServiceAccountsNotOffered

    def revoke_key(self, *, user_id: UserId, key_id: UUID) -> None:
        raise errors.ServiceAccountsNotOffered

    def list_keys(self, user_id: UserId) -> Sequence[transports.ServiceKey]:
        return ()


class UserModelPeople:
    """Reads people from the project's user model."""

    def person(self, user_id: UserId) -> transports.Person | None:
        found = (
            get_user_model()
            ._default_manager.filter(pk=user_id)
            .values_list(*person_columns().values())
            .first()
        )
        return None if found is None else transports.Person(user_id, *found)


def person_columns(prefix: str = "") -> dict[str, Combinable]:
    """
    Where the user model keeps the address and the name, seen through a relation.

    The name is the column `full_name`, else `first_name` and `last_name`, else empty.
    """
    users: Any = get_user_model()
    columns = {field.name for field in users._meta.get_fields()}
    text = CharField()
    name: Combinable = Value("", output_field=text)
    if "full_name" in columns:
        name = Coalesce(F(f"{prefix}full_name"), Value(""), output_field=text)
    elif {"first_name", "last_name"} <= columns:
        first, last = F(f"{prefix}first_name"), F(f"{prefix}last_name")
        name = Trim(Concat(first, Value(" "), last, output_field=text))
    email = F(f"{prefix}{users.get_email_field_name()}")
    return {"email": Coalesce(email, Value(""), output_field=text), "full_name": name}


class OrganizationAuthorizer:
    """Who belongs to an organization, and what their role allows there: one query."""

    def grant(self, actor: Actor, tenant_id: TenantId) -> Grant:
        """
        What an actor may do in an organization.

        :raises TenantNotFound: when there is no such organization, or the actor is not in it.
        :raises OrganizationSuspended: when the actor is in it, and it is suspended.
        """
        if actor.user_id is None or actor.bound_tenant not in (None, tenant_id):
            raise TenantNotFound
        place = _place_of(actor, tenant_id)
        if place is None:
            raise TenantNotFound
        if place.status == OrganizationStatus.SUSPENDED:
            raise errors.OrganizationSuspended
        return Grant(actor, tenant_id, catalogue.for_role(place.role), place.role)

    def tenants(self, actor: Actor) -> Sequence[TenantId]:
        """The organizations that an actor belongs to, the oldest membership first."""
        theirs = _belongings(actor).order_by("created_at", "id")
        return [TenantId(found) for found in theirs.values_list("organization_id", flat=True)]

    def people_with(self, tenant_id: TenantId, permission: str) -> Sequence[UserId]:
        """The members whose role has a permission, the longest-standing first."""
        holders = models.Membership.objects.filter(
            organization_id=tenant_id, role__in=catalogue.roles_with(permission)
        )
        return [
            str(found)
            for found in holders.order_by("created_at", "id").values_list("user_id", flat=True)
        ]


@dataclass(frozen=True, slots=True)
class _Place:
    """What a membership says of the person's place in the organization."""

    role: str
    status: str


@compiled
def _places(user_id: UserId, organization_id: UUID) -> Rows[_Place]:
    theirs = models.Membership.objects.filter(user_id=user_id, organization_id=organization_id)
    return theirs.annotate(status=F("organization__status")).into(_Place)


def _place_of(actor: Actor, organization_id: UUID) -> _Place | None:
    user_id = str(actor.user_id)
    if actor.kind == "service_account":
        return _service_places(user_id, organization_id).first()
    return _places(user_id, organization_id).first()


@compiled
def _service_places(user_id: UserId, organization_id: UUID) -> Rows[_Place]:
    theirs = models.ServiceAccount.objects.filter(
        user_id=user_id, organization_id=organization_id, deactivated_at=None
    )
    return theirs.annotate(status=F("organization__status")).into(_Place)


def _belongings(actor: Actor) -> Any:
    if actor.user_id is None:
        return models.Membership.objects.none()
    theirs: Any = models.Membership.objects.filter(user_id=actor.user_id)
    if actor.kind == "service_account":
        theirs = models.ServiceAccount.objects.filter(user_id=actor.user_id, deactivated_at=None)
    bound = actor.bound_tenant
    return theirs if bound is None else theirs.filter(organization_id=bound)
