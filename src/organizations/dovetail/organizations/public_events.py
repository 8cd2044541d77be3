"""What an organization may be told of itself, by webhook."""

from dataclasses import dataclass
from uuid import UUID

from dovetail.shared_kernel.public_events import public_event
from dovetail.shared_kernel.transports import UserId

from . import events

ORGANIZATION = {"organization_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f"}
MEMBER = {
    **ORGANIZATION,
    "member_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e70",
    "user_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e71",
    "role": "member",
}


@dataclass(frozen=True, slots=True)
class Organization:
    """What the organization is called now."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """Who it is about."""

    member_id: UUID
    user_id: UserId
    role: str
    """The role, at the end the last one. May grow."""


@dataclass(frozen=True, slots=True)
class MemberRoleChanged:
    """Whose role it is, and what it was."""

    member_id: UUID
    user_id: UserId
    role: str
    """May grow."""
    previous_role: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who was invited, and as what."""

    invitation_id: UUID
    email: str
    role: str


@public_event(
    "organization.updated",
    source=events.OrganizationUpdated,
    example={**ORGANIZATION, "organization_name": "Acme", "previous_name": "Acme Ltd"},
)
def organization_updated(fact: events.OrganizationUpdated) -> Organization:
    """The organization has another name."""
    return Organization(fact.organization_name)


@public_event(
    "invitation.created",
    source=events.InvitationCreated,
    example={
        **ORGANIZATION,
        "invitation_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e72",
        "email": "ada@example.org",
        "role": "member",
        "organization_name": "Acme",
    },
)
def invitation_created(fact: events.InvitationCreated) -> Invitation:
    """Somebody was invited."""
    return Invitation(fact.invitation_id, fact.email, fact.role)


@public_event("member.added", source=events.MemberAdded, example=MEMBER)
def member_added(fact: events.MemberAdded) -> Member:
    """Somebody joined the organization."""
    return Member(fact.member_id, fact.user_id, fact.role)


@public_event(
    "member.role_changed",
    source=events.MemberRoleChanged,
    example={**MEMBER, "role": "admin", "previous_role": "member"},
)
def member_role_changed(fact: events.MemberRoleChanged) -> MemberRoleChanged:
    """A member has another role."""
    return MemberRoleChanged(fact.member_id, fact.user_id, fact.role, fact.previous_role)


@public_event("member.removed", source=events.MemberRemoved, example=MEMBER)
def member_removed(fact: events.MemberRemoved) -> Member:
    """Somebody was removed from the organization."""
    return Member(fact.member_id, fact.user_id, fact.role)


@public_event("member.left", source=events.MemberLeft, example=MEMBER)
def member_left(fact: events.MemberLeft) -> Member:
    """Somebody left the organization."""
    return Member(fact.member_id, fact.user_id, fact.role)
