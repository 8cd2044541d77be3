"""What accounts reads."""

from ._identities import get_identity, has_identity, list_identities, list_providers
from ._mails import find_code_mail, find_mailed_address, find_session_mail
from ._people import get_me, list_reauthentication_methods
from ._sessions import get_current_session, list_security_events, list_sessions, live

__all__ = [
    "find_code_mail",
    "find_mailed_address",
    "find_session_mail",
    "get_current_session",
    "get_identity",
    "get_me",
    "has_identity",
    "list_identities",
    "list_providers",
    "list_reauthentication_methods",
    "list_security_events",
    "list_sessions",
    "live",
]
