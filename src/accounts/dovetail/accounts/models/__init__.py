"""The tables of accounts."""

from ._history import SecurityEvent
from ._people import AbstractUser, User, UserManager
from ._privacy import DataRequest, ExportPart
from ._sessions import Challenge, LoginFailures, Session
from ._treatment import Personal, deleted, emptied, kept

__all__ = [
    "AbstractUser",
    "Challenge",
    "DataRequest",
    "ExportPart",
    "LoginFailures",
    "Personal",
    "SecurityEvent",
    "Session",
    "User",
    "UserManager",
    "deleted",
    "emptied",
    "kept",
]
