"""What accounts reads."""

from ._api_keys import (
    find_api_key_mail,
    get_api_key,
    list_api_keys,
    live_keys,
)
from ._factors import (
    FACTORS,
    PASSKEY,
    RECOVERY_CODE,
    get_mfa,
    list_factors,
)
from ._identities import (
    get_identity,
    has_identity,
    list_identities,
    list_providers,
)
from ._mails import (
    find_code_mail,
    find_mailed_address,
    find_session_mail,
)
from ._passkeys import (
    find_user_handle,
    get_passkey,
    list_passkey_descriptors,
    list_passkeys,
)
from ._people import (
    get_me,
    list_reauthentication_methods,
)
from ._privacy import (
    get_erasure,
    get_export,
    get_profile,
    list_personal_rows,
    list_ties,
    read_export,
)
from ._service_accounts import (
    get_service_account,
    get_service_keys,
    list_service_accounts,
    list_service_keys,
)
from ._sessions import (
    get_current_session,
    has_live_session,
    list_security_events,
    list_sessions,
    live,
)
from ._signing import (
    get_signing_keys,
)
from ._users import (
    get_user,
    key_of,
    list_users,
)

__all__ = [
    "FACTORS",
    "PASSKEY",
    "RECOVERY_CODE",
    "find_api_key_mail",
    "find_code_mail",
    "find_mailed_address",
    "find_session_mail",
    "find_user_handle",
    "get_api_key",
    "get_current_session",
    "get_erasure",
    "get_export",
    "get_identity",
    "get_me",
    "get_mfa",
    "get_passkey",
    "get_profile",
    "get_service_account",
    "get_service_keys",
    "get_signing_keys",
    "get_user",
    "has_identity",
    "has_live_session",
    "key_of",
    "list_api_keys",
    "list_factors",
    "list_identities",
    "list_passkey_descriptors",
    "list_passkeys",
    "list_personal_rows",
    "list_providers",
    "list_reauthentication_methods",
    "list_security_events",
    "list_service_accounts",
    "list_service_keys",
    "list_sessions",
    "list_ties",
    "list_users",
    "live",
    "live_keys",
    "read_export",
]
