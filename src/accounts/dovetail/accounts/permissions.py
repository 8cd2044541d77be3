"""What only the platform's own people may do with accounts; no role of a tenant has it."""

from dovetail.shared_kernel.authz import staff_permission

USER_READ = staff_permission("accounts:user.read", "See everybody who has an account.")
USER_MANAGE = staff_permission(
    "accounts:user.manage", "Turn people off and on, end their sessions, mail them a reset code."
)
USER_IMPERSONATE = staff_permission(
    "accounts:user.impersonate", "Act as somebody for a while, for a reason that they are told."
)
