"""How people are told of what happens in organizations."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from dovetail.shared_kernel.announcements import (
    Announcement,
    Outdated,
    address,
    announce,
    holders,
)

from . import repositories, tokens
from .conf import conf
from .permissions import MEMBER_UPDATE


def written_invitation(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words of an invitation; its token is made here and kept nowhere."""
    letter = repositories.find_letter(
        UUID(payload["organization_id"]), UUID(payload["invitation_id"]), timezone.now()
    )
    if letter is None:
        raise Outdated
    token = tokens.minted(letter.id, letter.token_version)
    return {
        "organization_name": letter.organization_name,
        "expires_at": letter.expires_at,
        "token": token,
        "accept_url": conf().accept_url.replace("{token}", token),
    }


def introduced_member(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who joined, and what."""
    organization_id = UUID(payload["organization_id"])
    member = repositories.find_member_of(organization_id, payload["user_id"])
    if member is None:
        raise Outdated
    organization = repositories.get_organization(organization_id, payload["user_id"])
    return {
        "member_name": member.user.full_name or member.user.email,
        "member_email": member.user.email,
        "role": member.role,
        "organization_name": organization.name,
    }


INVITATION = announce(
    Announcement(
        name="organizations.invitation",
        event="organizations.invitation_created.v1",
        category="invitations",
        audience=address("email"),
        channels=("mail",),
        mandatory=("mail",),
        subject="{{ organization_name }} invites you to join",
        template="dovetail/organizations/invitation",
        context=written_invitation,
        example={
            "organization_id": "01980f6e-5a10-7c3a-9d2b-3f1a5b7c9d10",
            "invitation_id": "01980f6e-5a10-7c3a-9d2b-3f1a5b7c9d11",
            "email": "ben@example.com",
            "role": "member",
            "organization_name": "Acme",
        },
    )
)

MEMBER_ADDED = announce(
    Announcement(
        name="organizations.member_added",
        event="organizations.member_added.v1",
        category="members",
        audience=holders(MEMBER_UPDATE.code, but_not_the_actor=True),
        channels=("inbox",),
        subject="{{ member_name }} joined {{ organization_name }}",
        template="dovetail/organizations/member_added",
        action_path="/organizations/{{ organization_id }}/members",
        context=introduced_member,
        example={
            "organization_id": "01980f6e-5a10-7c3a-9d2b-3f1a5b7c9d10",
            "member_id": "01980f6e-5a10-7c3a-9d2b-3f1a5b7c9d12",
            "user_id": "7",
            "role": "member",
        },
    )
)
