"""The tables of accounts."""

from ._history import SecurityEvent
from ._identities import ExternalIdentity
from ._people import AbstractUser, User, UserManager
from ._sessions import Challenge, LoginFailures, Session

__all__ = [
    "AbstractUser",
    "Challenge",
    "ExternalIdentity",
    "LoginFailures",
    "SecurityEvent",
    "Session",
    "User",
    "UserManager",
]
