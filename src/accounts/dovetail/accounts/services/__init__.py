"""What accounts does, one verb each."""

from ._circumstances import asked_from
from ._codes import redeem_login_code, request_login_code, resend_code
from ._devices import revoke_other_sessions, revoke_session
from ._email_change import confirm_email_change, request_email_change, undo_email_change
from ._login import log_in
from ._passkey_login import begin_passkey_login, log_in_with_passkey
from ._passkeys import (
    add_passkey,
    begin_passkey_registration,
    remove_passkey,
    update_passkey,
)
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
from ._sessions import Authenticated, authenticate, log_out, refresh_session, start_session
from ._signup import sign_up, verify_email

__all__ = [
    "Authenticated",
    "add_passkey",
    "asked_from",
    "authenticate",
    "begin_passkey_login",
    "begin_passkey_registration",
    "change_password",
    "confirm_email_change",
    "log_in",
    "log_in_with_passkey",
    "log_out",
    "purge",
    "reauthenticate",
    "redeem_login_code",
    "refresh_session",
    "remove_passkey",
    "request_email_change",
    "request_login_code",
    "request_password_reset",
    "require_session",
    "resend_code",
    "reset_password",
    "revoke_other_sessions",
    "revoke_session",
    "set_first_password",
    "sign_up",
    "start_session",
    "undo_email_change",
    "update_passkey",
    "update_profile",
    "verify_email",
]
