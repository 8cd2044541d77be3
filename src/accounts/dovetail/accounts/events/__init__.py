"""What accounts tells the other contexts."""

from ._profile import ProfileUpdated
from ._sessions import RefreshTokenReused, UserLoggedIn, UserLoggedOut
from ._signup import EmailVerificationRequested, SignupAttempted, UserRegistered

__all__ = [
    "EmailVerificationRequested",
    "ProfileUpdated",
    "RefreshTokenReused",
    "SignupAttempted",
    "UserLoggedIn",
    "UserLoggedOut",
    "UserRegistered",
]
