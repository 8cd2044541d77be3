"""What accounts reads."""

from ._mails import find_code_mail, find_mailed_address, find_session_mail
from ._people import get_me, list_reauthentication_methods
from ._sessions import get_current_session, list_security_events, list_sessions, live
from ._users import get_user, key_of, list_users

__all__ = [
    "find_code_mail",
    "find_mailed_address",
    "find_session_mail",
    "get_current_session",
    "get_me",
    "get_user",
    "key_of",
    "list_reauthentication_methods",
    "list_security_events",
    "list_sessions",
    "list_users",
    "live",
]
