"""What accounts tells the other contexts."""

from ._privacy import (
    DataExportReady,
    DataExportRequested,
    ErasureCanceled,
    ErasureRequested,
    ErasureVetoed,
    UserErased,
)
from ._profile import ProfileUpdated
from ._recovery import (
    BreachCheckUnavailable,
    EmailChangeAttempted,
    EmailChanged,
    EmailChangeRequested,
    EmailChangeUndone,
    LoginCodeRequested,
    PasswordChanged,
    PasswordReset,
    PasswordResetRequested,
)
from ._sessions import (
    LoginsLimited,
    RefreshTokenReused,
    SessionRevoked,
    UserLoggedIn,
    UserLoggedOut,
)
from ._signup import EmailVerificationRequested, SignupAttempted, UserRegistered

__all__ = [
    "BreachCheckUnavailable",
    "DataExportReady",
    "DataExportRequested",
    "EmailChangeAttempted",
    "EmailChangeRequested",
    "EmailChangeUndone",
    "EmailChanged",
    "EmailVerificationRequested",
    "ErasureCanceled",
    "ErasureRequested",
    "ErasureVetoed",
    "LoginCodeRequested",
    "LoginsLimited",
    "PasswordChanged",
    "PasswordReset",
    "PasswordResetRequested",
    "ProfileUpdated",
    "RefreshTokenReused",
    "SessionRevoked",
    "SignupAttempted",
    "UserErased",
    "UserLoggedIn",
    "UserLoggedOut",
    "UserRegistered",
]
