"""What accounts answers."""

from ._passkeys import Passkey, PasskeyChallenge
from ._profile import Me
from ._session_list import CurrentSession, SecurityEvent, Session
from ._sessions import Challenge, CodeMail, Login, SessionMail, TokenPair

__all__ = [
    "Challenge",
    "CodeMail",
    "CurrentSession",
    "Login",
    "Me",
    "Passkey",
    "PasskeyChallenge",
    "SecurityEvent",
    "Session",
    "SessionMail",
    "TokenPair",
]
