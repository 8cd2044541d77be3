"""What accounts tells the other contexts."""

from ._profile import ProfileUpdated
from ._sessions import (
    LoginsLimited,
    RefreshTokenReused,
    SessionRevoked,
    UserLoggedIn,
    UserLoggedOut,
)
from ._signup import EmailVerificationRequested, SignupAttempted, UserRegistered

__all__ = [
    "EmailVerificationRequested",
    "LoginsLimited",
    "ProfileUpdated",
    "RefreshTokenReused",
    "SessionRevoked",
    "SignupAttempted",
    "UserLoggedIn",
    "UserLoggedOut",
    "UserRegistered",
]
