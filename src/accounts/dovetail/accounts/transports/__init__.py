"""What accounts answers."""

from ._profile import Me
from ._session_list import CurrentSession, SecurityEvent, Session
from ._sessions import Challenge, CodeMail, Login, SessionMail, TokenPair
from ._users import Impersonation, User

__all__ = [
    "Challenge",
    "CodeMail",
    "CurrentSession",
    "Impersonation",
    "Login",
    "Me",
    "SecurityEvent",
    "Session",
    "SessionMail",
    "TokenPair",
    "User",
]
