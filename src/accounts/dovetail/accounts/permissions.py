"""What everybody may do with their own, and what only the platform's own people may do."""

from dovetail.shared_kernel.authz import personal_permission, staff_permission

PROFILE_READ = personal_permission("accounts:profile.read", "See your own profile.")
PROFILE_UPDATE = personal_permission("accounts:profile.update", "Change your own profile.")

USER_READ = staff_permission("accounts:user.read", "See everybody who has an account.")
USER_MANAGE = staff_permission(
    "accounts:user.manage", "Turn people off and on, end their sessions, mail them a reset code."
)
USER_IMPERSONATE = staff_permission(
    "accounts:user.impersonate", "Act as somebody for a while, for a reason that they are told."
)
SERVICE_ACCOUNT_READ = staff_permission(
    "accounts:service_account.read", "See the service accounts and their keys."
)
SERVICE_ACCOUNT_MANAGE = staff_permission(
    "accounts:service_account.manage", "Make and end service accounts and their keys."
)
