"""What accounts tells the other contexts."""

from ._api_keys import (
    ApiKeyCreated,
    ApiKeyExpiring,
    ApiKeyRevoked,
    ApiKeyRotated,
)
from ._factors import (
    MfaDisabled,
    MfaEnabled,
    RecoveryCodesRegenerated,
    RecoveryCodeUsed,
    SecondFactorFailed,
)
from ._federation import (
    FederatedLoginNeedsLinking,
    IdentityLinked,
    IdentityUnlinked,
)
from ._passkeys import (
    PasskeyAdded,
    PasskeyCopySuspected,
    PasskeyRemoved,
)
from ._privacy import (
    DataExportReady,
    DataExportRequested,
    ErasureCanceled,
    ErasureRequested,
    ErasureVetoed,
    UserErased,
)
from ._profile import (
    ProfileUpdated,
)
from ._recovery import (
    BreachCheckUnavailable,
    CodeAskedInVain,
    EmailChangeAttempted,
    EmailChanged,
    EmailChangeRequested,
    EmailChangeUndone,
    LoginCodeRequested,
    PasswordChanged,
    PasswordReset,
    PasswordResetRequested,
)
from ._service_accounts import (
    ServiceAccountCreated,
    ServiceAccountDeactivated,
)
from ._sessions import (
    LoginsLimited,
    RefreshTokenReused,
    SessionRevoked,
    UserLoggedIn,
    UserLoggedOut,
)
from ._signup import (
    EmailVerificationRequested,
    SignupAttempted,
    UserRegistered,
)
from ._staff import (
    ImpersonationEnded,
    ImpersonationStarted,
    PasswordResetSent,
    SessionsRevoked,
    UserDeactivated,
    UserReactivated,
)

__all__ = [
    "ApiKeyCreated",
    "ApiKeyExpiring",
    "ApiKeyRevoked",
    "ApiKeyRotated",
    "BreachCheckUnavailable",
    "CodeAskedInVain",
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
    "FederatedLoginNeedsLinking",
    "IdentityLinked",
    "IdentityUnlinked",
    "ImpersonationEnded",
    "ImpersonationStarted",
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
    "PasswordResetSent",
    "ProfileUpdated",
    "RecoveryCodeUsed",
    "RecoveryCodesRegenerated",
    "RefreshTokenReused",
    "SecondFactorFailed",
    "ServiceAccountCreated",
    "ServiceAccountDeactivated",
    "SessionRevoked",
    "SessionsRevoked",
    "SignupAttempted",
    "UserDeactivated",
    "UserErased",
    "UserLoggedIn",
    "UserLoggedOut",
    "UserReactivated",
    "UserRegistered",
]
