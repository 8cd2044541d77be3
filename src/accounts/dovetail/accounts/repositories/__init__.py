"""What accounts reads."""

from ._mails import find_code_mail, find_mailed_address, find_session_mail
from ._people import get_me, list_reauthentication_methods
from ._privacy import (
    get_erasure,
    get_export,
    get_profile,
    list_personal_rows,
    list_ties,
    read_export,
)
from ._sessions import get_current_session, list_security_events, list_sessions, live

__all__ = [
    "find_code_mail",
    "find_mailed_address",
    "find_session_mail",
    "get_current_session",
    "get_erasure",
    "get_export",
    "get_me",
    "get_profile",
    "list_personal_rows",
    "list_reauthentication_methods",
    "list_security_events",
    "list_sessions",
    "list_ties",
    "live",
    "read_export",
]
