"""What accounts does, one verb each."""

from ._circumstances import asked_from
from ._devices import revoke_other_sessions, revoke_session
from ._login import log_in
from ._profile import update_profile
from ._purge import purge
from ._reauthentication import reauthenticate
from ._recency import require_session
from ._sessions import Authenticated, authenticate, log_out, refresh_session, start_session
from ._signup import resend_code, sign_up, verify_email

__all__ = [
    "Authenticated",
    "asked_from",
    "authenticate",
    "log_in",
    "log_out",
    "purge",
    "reauthenticate",
    "refresh_session",
    "require_session",
    "resend_code",
    "revoke_other_sessions",
    "revoke_session",
    "sign_up",
    "start_session",
    "update_profile",
    "verify_email",
]
