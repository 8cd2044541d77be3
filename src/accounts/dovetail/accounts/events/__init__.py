"""What accounts tells the other contexts."""

from ._factors import (
    MfaDisabled,
    MfaEnabled,
    RecoveryCodesRegenerated,
    RecoveryCodeUsed,
    SecondFactorFailed,
)
from ._passkeys import PasskeyAdded, PasskeyCopySuspected, PasskeyRemoved
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
    "EmailChangeAttempted",
    "EmailChangeRequested",
    "EmailChangeUndone",
    "EmailChanged",
    "EmailVerificationRequested",
    "LoginCodeRequested",
    "LoginsLimited",
    "MfaDisabled",
    "MfaEnabled",
    "PasskeyAdded",
    "PasskeyCopySuspected",
    "PasskeyRemoved",
    "PasswordChanged",
    "PasswordReset",
    "PasswordResetRequested",
    "ProfileUpdated",
    "RecoveryCodeUsed",
    "RecoveryCodesRegenerated",
    "RefreshTokenReused",
    "SecondFactorFailed",
    "SessionRevoked",
    "SignupAttempted",
    "UserLoggedIn",
    "UserLoggedOut",
    "UserRegistered",
]
