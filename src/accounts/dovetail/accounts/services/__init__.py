"""What accounts does, one verb each."""

from ._api_keys import (
    create_api_key,
    end_api_keys,
    rename_api_key,
    revoke_api_key,
    rotate_api_key,
)
from ._circumstances import asked_from
from ._codes import redeem_login_code, request_login_code, resend_code
from ._devices import revoke_other_sessions, revoke_session
from ._email_change import confirm_email_change, request_email_change, undo_email_change
from ._impersonation import impersonate_user, stop_impersonation
from ._key_use import authenticate_key, tell_expiring_keys
from ._login import log_in
from ._passwords import (
    change_password,
    request_password_reset,
    reset_password,
    set_first_password,
)
from ._profile import update_profile
from ._purge import purge
from ._reauthentication import reauthenticate
from ._recency import require_session
from ._service_accounts import (
    create_service_account,
    deactivate_service_account,
    issue_service_key,
    rename_service_account,
    revoke_service_key,
    rotate_service_key,
)
from ._sessions import Authenticated, authenticate, log_out, refresh_session, start_session
from ._signup import sign_up, verify_email
from ._staff import deactivate_user, reactivate_user, revoke_sessions, send_password_reset
from ._stateless import authenticate_bearer

__all__ = [
    "Authenticated",
    "asked_from",
    "authenticate",
    "authenticate_bearer",
    "authenticate_key",
    "change_password",
    "confirm_email_change",
    "create_api_key",
    "create_service_account",
    "deactivate_service_account",
    "deactivate_user",
    "end_api_keys",
    "impersonate_user",
    "issue_service_key",
    "log_in",
    "log_out",
    "purge",
    "reactivate_user",
    "reauthenticate",
    "redeem_login_code",
    "refresh_session",
    "rename_api_key",
    "rename_service_account",
    "request_email_change",
    "request_login_code",
    "request_password_reset",
    "require_session",
    "resend_code",
    "reset_password",
    "revoke_api_key",
    "revoke_other_sessions",
    "revoke_service_key",
    "revoke_session",
    "revoke_sessions",
    "rotate_api_key",
    "rotate_service_key",
    "send_password_reset",
    "set_first_password",
    "sign_up",
    "start_session",
    "stop_impersonation",
    "tell_expiring_keys",
    "undo_email_change",
    "update_profile",
    "verify_email",
]
