"""What accounts reads."""

from ._factors import FACTORS, RECOVERY_CODE, get_mfa, list_factors
from ._mails import find_code_mail, find_mailed_address, find_session_mail
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
    "RECOVERY_CODE",
    "find_code_mail",
    "find_mailed_address",
    "find_session_mail",
    "get_current_session",
    "get_me",
    "get_mfa",
    "has_live_session",
    "list_factors",
    "list_reauthentication_methods",
    "list_security_events",
    "list_sessions",
    "live",
]
