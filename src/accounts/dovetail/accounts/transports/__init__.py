"""What accounts answers."""

from ._privacy import DataExport, Erasure, ErasureVeto, PersonalData
from ._profile import Me
from ._session_list import CurrentSession, SecurityEvent, Session
from ._sessions import Challenge, CodeMail, Login, SessionMail, TokenPair

__all__ = [
    "Challenge",
    "CodeMail",
    "CurrentSession",
    "DataExport",
    "Erasure",
    "ErasureVeto",
    "Login",
    "Me",
    "PersonalData",
    "SecurityEvent",
    "Session",
    "SessionMail",
    "TokenPair",
]
