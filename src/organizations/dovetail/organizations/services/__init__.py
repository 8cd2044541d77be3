"""Every write: the verbs of this context."""

from ._erasing import (
    erase_person,
)
from ._invitations import (
    accept_invitation,
    create_invitation,
    expire_invitations,
    revoke_invitation,
)
from ._members import (
    add_member,
    change_member_role,
    leave_organization,
    remove_member,
)
from ._organizations import (
    create_organization,
    reactivate_organization,
    suspend_organization,
    update_organization,
)
from ._service_accounts import (
    add_service_account,
    issue_service_key,
    remove_service_account,
    revoke_service_key,
)

__all__ = [
    "accept_invitation",
    "add_member",
    "add_service_account",
    "change_member_role",
    "create_invitation",
    "create_organization",
    "erase_person",
    "expire_invitations",
    "issue_service_key",
    "leave_organization",
    "reactivate_organization",
    "remove_member",
    "remove_service_account",
    "revoke_invitation",
    "revoke_service_key",
    "suspend_organization",
    "update_organization",
]
