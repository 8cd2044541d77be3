"""The tables of accounts."""

from ._factors import RecoveryCode, TotpDevice
from ._history import SecurityEvent
from ._passkeys import Passkey
from ._people import AbstractUser, User, UserManager
from ._sessions import Challenge, LoginFailures, Session

__all__ = [
    "AbstractUser",
    "Challenge",
    "LoginFailures",
    "Passkey",
    "RecoveryCode",
    "SecurityEvent",
    "Session",
    "TotpDevice",
    "User",
    "UserManager",
]
