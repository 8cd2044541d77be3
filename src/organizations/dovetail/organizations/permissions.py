"""What roles may do in an organization; an owner may do everything."""

from dovetail.shared_kernel.authz import permission

ORGANIZATION_READ = permission(
    "organizations:organization.read",
    "See the organization.",
    roles=("admin", "member", "viewer"),
)
ORGANIZATION_UPDATE = permission(
    "organizations:organization.update", "Rename the organization.", roles=("admin",)
)
MEMBER_READ = permission(
    "organizations:member.read", "See who the members are.", roles=("admin", "member")
)
MEMBER_UPDATE = permission(
    "organizations:member.update", "Change the role of a member.", roles=("admin",)
)
MEMBER_REMOVE = permission("organizations:member.remove", "Remove a member.", roles=("admin",))
INVITATION_READ = permission(
    "organizations:invitation.read", "See who is invited.", roles=("admin",)
)
INVITATION_CREATE = permission(
    "organizations:invitation.create", "Invite people by mail.", roles=("admin",)
)
INVITATION_REVOKE = permission(
    "organizations:invitation.revoke", "Take an invitation back.", roles=("admin",)
)
SERVICE_ACCOUNT_READ = permission(
    "organizations:service_account.read",
    "See the service accounts and their keys.",
    roles=("admin",),
)
SERVICE_ACCOUNT_MANAGE = permission(
    "organizations:service_account.manage",
    "Make and end service accounts and their keys.",
    roles=("admin",),
)
