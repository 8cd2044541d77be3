"""What accounts answers."""

from ._api_keys import ApiKey, ApiKeyMail, IssuedApiKey
from ._profile import Me
from ._service_accounts import ServiceUser
from ._session_list import CurrentSession, SecurityEvent, Session
from ._sessions import Challenge, CodeMail, Login, SessionMail, TokenPair
from ._signing import SigningKeys
from ._users import Impersonation, User

__all__ = [
    "ApiKey",
    "ApiKeyMail",
    "Challenge",
    "CodeMail",
    "CurrentSession",
    "Impersonation",
    "IssuedApiKey",
    "Login",
    "Me",
    "SecurityEvent",
    "ServiceUser",
    "Session",
    "SessionMail",
    "SigningKeys",
    "TokenPair",
    "User",
]
