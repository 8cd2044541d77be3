"""What accounts reads."""

from ._factors import FACTORS, PASSKEY, RECOVERY_CODE, get_mfa, list_factors
from ._mails import find_code_mail, find_mailed_address, find_session_mail
from ._passkeys import (
    find_user_handle,
    get_passkey,
    list_passkey_descriptors,
    list_passkeys,
)
from ._people import get_me, list_reauthentication_methods
from ._sessions import (
    get_current_session,
    has_live_session,
    list_security_events,
    list_sessions,
    live,
)

__all__ = [
    "FACTORS",
    "PASSKEY",
    "RECOVERY_CODE",
    "find_code_mail",
    "find_mailed_address",
    "find_session_mail",
    "find_user_handle",
    "get_current_session",
    "get_me",
    "get_mfa",
    "get_passkey",
    "has_live_session",
    "list_factors",
    "list_passkey_descriptors",
    "list_passkeys",
    "list_reauthentication_methods",
    "list_security_events",
    "list_sessions",
    "live",
]
