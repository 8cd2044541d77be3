"""What accounts does, one verb each."""

from ._access import (
    Authenticated,
    authenticate,
)
from ._api_keys import (
    create_api_key,
    end_api_keys,
    rename_api_key,
    revoke_api_key,
    rotate_api_key,
)
from ._bridge import (
    take_over_login,
)
from ._circumstances import (
    asked_from,
)
from ._codes import (
    redeem_login_code,
    request_login_code,
    resend_code,
)
from ._devices import (
    revoke_other_sessions,
    revoke_session,
)
from ._email_change import (
    confirm_email_change,
    request_email_change,
    undo_email_change,
)
from ._enrollment import (
    begin_totp_enrollment,
    complete_totp_enrollment,
)
from ._erasing import (
    erase_account,
    list_columns_left,
)
from ._erasures import (
    cancel_erasure,
    erase_next,
    request_erasure,
)
from ._exports import (
    make_export,
    purge_exports,
    request_export,
)
from ._factor_changes import (
    regenerate_recovery_codes,
    remove_factors,
)
from ._federation import (
    begin_federated_login,
    finish_federated_login,
)
from ._identities import (
    begin_linking,
    link_identity,
    unlink_identity,
)
from ._impersonation import (
    impersonate_user,
    stop_impersonation,
)
from ._key_use import (
    authenticate_key,
    tell_expiring_keys,
)
from ._login import (
    log_in,
)
from ._passkey_login import (
    begin_passkey_login,
    log_in_with_passkey,
)
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
from ._profile import (
    update_profile,
)
from ._purge import (
    purge,
)
from ._reauthentication import (
    reauthenticate,
)
from ._recency import (
    require_session,
)
from ._second_factor import (
    complete_mfa,
)
from ._service_accounts import (
    create_service_account,
    deactivate_service_account,
    issue_service_key,
    rename_service_account,
    revoke_service_key,
    rotate_service_key,
)
from ._sessions import (
    log_out,
    refresh_session,
    start_session,
)
from ._signup import (
    sign_up,
    verify_email,
)
from ._staff import (
    deactivate_user,
    reactivate_user,
    revoke_sessions,
    send_password_reset,
)
from ._stateless import (
    authenticate_bearer,
)
from ._totp_devices import (
    begin_totp,
    confirm_totp,
    import_totp,
    remove_totp,
    reseal_secrets,
)

__all__ = [
    "Authenticated",
    "add_passkey",
    "asked_from",
    "authenticate",
    "authenticate_bearer",
    "authenticate_key",
    "begin_federated_login",
    "begin_linking",
    "begin_passkey_enrollment",
    "begin_passkey_login",
    "begin_passkey_mfa",
    "begin_passkey_reauthentication",
    "begin_passkey_registration",
    "begin_totp",
    "begin_totp_enrollment",
    "cancel_erasure",
    "change_password",
    "complete_mfa",
    "complete_passkey_enrollment",
    "complete_passkey_mfa",
    "complete_totp_enrollment",
    "confirm_email_change",
    "confirm_totp",
    "create_api_key",
    "create_service_account",
    "deactivate_service_account",
    "deactivate_user",
    "end_api_keys",
    "erase_account",
    "erase_next",
    "finish_federated_login",
    "impersonate_user",
    "import_totp",
    "issue_service_key",
    "link_identity",
    "list_columns_left",
    "log_in",
    "log_in_with_passkey",
    "log_out",
    "make_export",
    "purge",
    "purge_exports",
    "reactivate_user",
    "reauthenticate",
    "reauthenticate_with_passkey",
    "redeem_login_code",
    "refresh_session",
    "regenerate_recovery_codes",
    "remove_factors",
    "remove_passkey",
    "remove_totp",
    "rename_api_key",
    "rename_service_account",
    "request_email_change",
    "request_erasure",
    "request_export",
    "request_login_code",
    "request_password_reset",
    "require_session",
    "reseal_secrets",
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
    "take_over_login",
    "tell_expiring_keys",
    "undo_email_change",
    "unlink_identity",
    "update_passkey",
    "update_profile",
    "verify_email",
]
