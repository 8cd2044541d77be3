"""What happened, in the past tense."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationEvent(Event):
    """What every fact of an organization says; each subscriber hears them in order."""

    tenant: ClassVar[str | None] = "organization_id"
    ordered_by: ClassVar[str | None] = "organization_id"

    organization_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationCreated(OrganizationEvent):
    """A user founded an organization, and owns it."""

    name: ClassVar[str] = "organizations.organization_created.v1"

    organization_name: str
    slug: str
    created_by_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationUpdated(OrganizationEvent):
    """An organization was renamed."""

    name: ClassVar[str] = "organizations.organization_updated.v1"

    organization_name: str
    previous_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationSuspended(OrganizationEvent):
    """An operator suspended an organization: its members can do nothing in it."""

    name: ClassVar[str] = "organizations.organization_suspended.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationReactivated(OrganizationEvent):
    """An operator ended the suspension of an organization."""

    name: ClassVar[str] = "organizations.organization_reactivated.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCreated(OrganizationEvent):
    """Somebody was invited by mail; the token is made when the mail is, and is not in here."""

    name: ClassVar[str] = "organizations.invitation_created.v1"

    invitation_id: UUID
    email: str
    role: str
    organization_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(OrganizationEvent):
    """The person who was invited joined."""

    name: ClassVar[str] = "organizations.invitation_accepted.v1"

    invitation_id: UUID
    member_id: UUID
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(OrganizationEvent):
    """An invitation was taken back before anybody accepted it."""

    name: ClassVar[str] = "organizations.invitation_revoked.v1"

    invitation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationExpired(OrganizationEvent):
    """Nobody accepted an invitation in time."""

    name: ClassVar[str] = "organizations.invitation_expired.v1"
    # The job that expires does not wait for organizations, so it promises no order.
    ordered_by: ClassVar[str | None] = None

    invitation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded(OrganizationEvent):
    """A user joined an organization; its founder is the first to."""

    name: ClassVar[str] = "organizations.member_added.v1"

    member_id: UUID
    user_id: UserId
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRoleChanged(OrganizationEvent):
    """A member has another role from now on."""

    name: ClassVar[str] = "organizations.member_role_changed.v1"

    member_id: UUID
    user_id: UserId
    role: str
    previous_role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRemoved(OrganizationEvent):
    """Somebody removed a member from an organization."""

    name: ClassVar[str] = "organizations.member_removed.v1"

    member_id: UUID
    user_id: UserId
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(OrganizationEvent):
    """A member left an organization."""

    name: ClassVar[str] = "organizations.member_left.v1"

    member_id: UUID
    user_id: UserId
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccountAdded(OrganizationEvent):
    """A program may act in an organization from now on, once it has a key."""

    name: ClassVar[str] = "organizations.service_account_added.v1"

    service_account_id: UUID
    user_id: UserId
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccountRemoved(OrganizationEvent):
    """A program acts in an organization no more."""

    name: ClassVar[str] = "organizations.service_account_removed.v1"

    service_account_id: UUID
    user_id: UserId
