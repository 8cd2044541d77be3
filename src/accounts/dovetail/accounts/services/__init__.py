"""What accounts does, one verb each."""

from ._circumstances import asked_from
from ._codes import redeem_login_code, request_login_code, resend_code
from ._devices import revoke_other_sessions, revoke_session
from ._email_change import confirm_email_change, request_email_change, undo_email_change
from ._enrollment import begin_totp_enrollment, complete_totp_enrollment
from ._factor_changes import regenerate_recovery_codes, remove_factors
from ._login import log_in
from ._passkey_login import begin_passkey_login, log_in_with_passkey
from ._passkey_steps import (
    begin_passkey_enrollment,
    begin_passkey_mfa,
    begin_passkey_reauthentication,
    complete_passkey_enrollment,
    complete_passkey_mfa,
    reauthenticate_with_passkey,
)
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
from ._second_factor import complete_mfa
from ._sessions import Authenticated, authenticate, log_out, refresh_session, start_session
from ._signup import sign_up, verify_email
from ._totp_devices import begin_totp, confirm_totp, import_totp, remove_totp, reseal_secrets

__all__ = [
    "Authenticated",
    "add_passkey",
    "asked_from",
    "authenticate",
    "begin_passkey_enrollment",
    "begin_passkey_login",
    "begin_passkey_mfa",
    "begin_passkey_reauthentication",
    "begin_passkey_registration",
    "begin_totp",
    "begin_totp_enrollment",
    "change_password",
    "complete_mfa",
    "complete_passkey_enrollment",
    "complete_passkey_mfa",
    "complete_totp_enrollment",
    "confirm_email_change",
    "confirm_totp",
    "import_totp",
    "log_in",
    "log_in_with_passkey",
    "log_out",
    "purge",
    "reauthenticate",
    "reauthenticate_with_passkey",
    "redeem_login_code",
    "refresh_session",
    "regenerate_recovery_codes",
    "remove_factors",
    "remove_passkey",
    "remove_totp",
    "request_email_change",
    "request_login_code",
    "request_password_reset",
    "require_session",
    "reseal_secrets",
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
