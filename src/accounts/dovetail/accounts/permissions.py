"""What everybody may do with their own, and a key by these scopes."""

from dovetail.shared_kernel.authz import personal_permission

PROFILE_READ = personal_permission("accounts:profile.read", "See your own profile.")
PROFILE_UPDATE = personal_permission("accounts:profile.update", "Change your own profile.")
