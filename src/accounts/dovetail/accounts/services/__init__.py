"""What accounts does, one verb each."""

from ._login import log_in
from ._profile import update_profile
from ._purge import purge
from ._sessions import Authenticated, authenticate, log_out, refresh_session, start_session
from ._signup import resend_code, sign_up, verify_email

__all__ = [
    "Authenticated",
    "authenticate",
    "log_in",
    "log_out",
    "purge",
    "refresh_session",
    "resend_code",
    "sign_up",
    "start_session",
    "update_profile",
    "verify_email",
]
