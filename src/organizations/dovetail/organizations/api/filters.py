"""Filters of lists."""

from dovetail.organizations.enums import InvitationStatus, Role
from dovetail.shared_kernel.api.filters import ChoicesFilter, StrictFilterSet


class MemberFilter(StrictFilterSet):
    role = ChoicesFilter(choices=Role.choices, help_text="Only members with these roles.")


class InvitationFilter(StrictFilterSet):
    status = ChoicesFilter(
        choices=InvitationStatus.choices, help_text="Only invitations in these states."
    )
