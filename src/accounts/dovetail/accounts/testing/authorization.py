"""Who may do what in accounts: a row for every endpoint, written by hand."""

from dovetail.shared_kernel.testing.matrix import AUTHENTICATED, EVERYBODY, OWN

# What each actor is answered to an empty body; 422 says that the body came to be read.
ROWS = {
    "POST auth/signup": EVERYBODY.format(422),
    "POST auth/email/verify": EVERYBODY.format(422),
    "POST auth/email/resend": EVERYBODY.format(422),
    "POST auth/login": EVERYBODY.format(422),
    "POST auth/login/code": EVERYBODY.format(422),
    "POST auth/login/code/confirm": EVERYBODY.format(422),
    "POST auth/password/forgot": EVERYBODY.format(422),
    "POST auth/password/reset": EVERYBODY.format(422),
    "POST auth/password/change": AUTHENTICATED.format(422),
    "POST auth/password/set": AUTHENTICATED.format(422),
    "POST auth/email/change": AUTHENTICATED.format(422),
    "POST auth/email/change/confirm": AUTHENTICATED.format(422),
    "POST auth/email/undo": EVERYBODY.format(422),
    "POST auth/token/refresh": EVERYBODY.format(422),
    "POST auth/logout": AUTHENTICATED.format(204),
    "GET auth/session": AUTHENTICATED.format(200),
    "GET auth/sessions": AUTHENTICATED.format(200),
    "DELETE auth/sessions/{session_id}": OWN.format(204),
    "POST auth/sessions/revoke-others": AUTHENTICATED.format(204),
    "POST auth/reauthenticate": AUTHENTICATED.format(422),
    "GET me/security-events": AUTHENTICATED.format(200),
    "GET me": AUTHENTICATED.format(200),
    "PATCH me": AUTHENTICATED.format(200),
}
