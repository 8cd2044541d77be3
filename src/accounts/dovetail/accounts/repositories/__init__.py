"""What accounts reads."""

from ._api_keys import find_api_key_mail, get_api_key, list_api_keys, live_keys
from ._mails import find_code_mail, find_mailed_address, find_session_mail
from ._people import get_me, list_reauthentication_methods
from ._service_accounts import (
    get_service_account,
    get_service_keys,
    list_service_accounts,
    list_service_keys,
)
from ._sessions import get_current_session, list_security_events, list_sessions, live
from ._signing import get_signing_keys
from ._users import get_user, key_of, list_users

__all__ = [
    "find_api_key_mail",
    "find_code_mail",
    "find_mailed_address",
    "find_session_mail",
    "get_api_key",
    "get_current_session",
    "get_me",
    "get_service_account",
    "get_service_keys",
    "get_signing_keys",
    "get_user",
    "key_of",
    "list_api_keys",
    "list_reauthentication_methods",
    "list_security_events",
    "list_service_accounts",
    "list_service_keys",
    "list_sessions",
    "list_users",
    "live",
    "live_keys",
]
