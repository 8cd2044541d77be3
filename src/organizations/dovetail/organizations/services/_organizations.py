"""Founding, renaming, suspending."""

import re
from secrets import token_hex
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from dovetail.organizations import errors, events, models, repositories, transports
from dovetail.organizations.conf import conf
from dovetail.organizations.enums import OrganizationStatus, Role
from dovetail.shared_kernel.authz import Grant
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from ._rules import locked_organization


@transaction.atomic
def create_organization(
    *, user_id: UserId, name: str, slug: str | None = None
) -> transports.Organization:
    """
    Found an organization; the founder owns it. Without a slug, one is made from the name.

    :raises SlugReserved:
    :raises SlugTaken:
    """
    if slug in conf().reserved_slugs:
        raise errors.SlugReserved
    organization = _founded(name, slug or _free_slug(name), user_id)
    founder = organization.memberships.create(user_id=user_id, role=Role.OWNER)
    publish(
        events.OrganizationCreated(
            organization_id=organization.id,
            organization_name=organization.name,
            slug=organization.slug,
            created_by_id=user_id,
        )
    )
    publish(
        events.MemberAdded(
            organization_id=organization.id,
            member_id=founder.id,
            user_id=user_id,
            role=founder.role,
        )
    )
    return repositories.get_organization(organization.id, user_id)


@transaction.atomic
def update_organization(*, grant: Grant, name: str | None = None) -> transports.Organization:
    """
    Rename an organization.

    :raises TenantNotFound:
    """
    organization = locked_organization(grant.tenant_id)
    previous = organization.name
    if name is not None and name != previous:
        organization.name = name
        organization.save(update_fields=["name"])
        publish(
            events.OrganizationUpdated(
                organization_id=organization.id, organization_name=name, previous_name=previous
            )
        )
    return repositories.get_organization(grant.tenant_id, grant.actor.user_id)


@transaction.atomic
def suspend_organization(*, organization_id: UUID) -> None:
    """
    Let nobody do anything in an organization; suspending it twice is no change.

    :raises TenantNotFound:
    """
    if _moved(organization_id, OrganizationStatus.SUSPENDED):
        publish(events.OrganizationSuspended(organization_id=organization_id))


@transaction.atomic
def reactivate_organization(*, organization_id: UUID) -> None:
    """
    End the suspension of an organization.

    :raises TenantNotFound:
    """
    if _moved(organization_id, OrganizationStatus.ACTIVE):
        publish(events.OrganizationReactivated(organization_id=organization_id))


def _moved(organization_id: UUID, status: OrganizationStatus) -> bool:
    organization = locked_organization(organization_id)
    if organization.status == status:
        return False
    organization.status = status
    organization.save(update_fields=["status"])
    return True


def _founded(name: str, slug: str, user_id: UserId) -> models.Organization:
    try:
        with transaction.atomic():
            return models.Organization.objects.create(name=name, slug=slug, created_by_id=user_id)
    except IntegrityError as error:
        if _broken_constraint(error) == "organizations_one_slug":
            raise errors.SlugTaken from None
        raise


def _broken_constraint(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def _free_slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", slugify(name))[:50].strip("-")
    is_free = (
        len(slug) >= 3
        and slug not in conf().reserved_slugs
        and not models.Organization.objects.filter(slug=slug).exists()
    )
    return slug if is_free else f"{slug or 'organization'}-{token_hex(4)}"
