"""What accounts answers."""

from ._factors import Mfa, RecoveryCodes, TotpSecret
from ._passkeys import AddedPasskey, Passkey, PasskeyChallenge
from ._profile import Me
from ._session_list import CurrentSession, SecurityEvent, Session
from ._sessions import Challenge, CodeMail, Login, LoginChallenge, SessionMail, TokenPair

__all__ = [
    "AddedPasskey",
    "Challenge",
    "CodeMail",
    "CurrentSession",
    "Login",
    "LoginChallenge",
    "Me",
    "Mfa",
    "Passkey",
    "PasskeyChallenge",
    "RecoveryCodes",
    "SecurityEvent",
    "Session",
    "SessionMail",
    "TokenPair",
    "TotpSecret",
]
