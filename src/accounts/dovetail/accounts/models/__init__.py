"""The tables of accounts."""

from ._api_keys import (
    ApiKey,
    ServiceAccount,
)
from ._factors import (
    RecoveryCode,
    TotpDevice,
)
from ._history import (
    SecurityEvent,
)
from ._people import (
    AbstractUser,
    User,
    UserManager,
)
from ._sessions import (
    Challenge,
    LoginFailures,
    Session,
)

__all__ = [
    "AbstractUser",
    "ApiKey",
    "Challenge",
    "LoginFailures",
    "RecoveryCode",
    "SecurityEvent",
    "ServiceAccount",
    "Session",
    "TotpDevice",
    "User",
    "UserManager",
]
