"""What accounts answers."""

from ._identities import FederatedStart, Identity, Provider, Providers
from ._profile import Me
from ._session_list import CurrentSession, SecurityEvent, Session
from ._sessions import Challenge, CodeMail, Login, SessionMail, TokenPair

__all__ = [
    "Challenge",
    "CodeMail",
    "CurrentSession",
    "FederatedStart",
    "Identity",
    "Login",
    "Me",
    "Provider",
    "Providers",
    "SecurityEvent",
    "Session",
    "SessionMail",
    "TokenPair",
]
