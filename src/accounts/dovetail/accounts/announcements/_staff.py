"""The mails about what the platform's staff did with an account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dovetail.accounts import events
from dovetail.shared_kernel.announcements import address, person

from ._words import CHALLENGE_ID, SEALED, USER_ID, mailed_code, product, security_mail

AT_PRODUCT = "{% if product_name %} at {{ product_name }}{% endif %}"


def _impersonation(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"ends_at": datetime.fromisoformat(payload["expires_at"]), **product(payload)}


security_mail(
    "user_deactivated",
    event=events.UserDeactivated.name,
    audience=address("email"),  # notifications writes to nobody who is turned off
    subject=f"Your account{AT_PRODUCT} was turned off",
    example={"user_id": USER_ID, "email": "ada@example.org"},
)

security_mail(
    "user_reactivated",
    event=events.UserReactivated.name,
    audience=person("user_id"),
    subject=f"Your account{AT_PRODUCT} is on again",
    example={"user_id": USER_ID},
)

security_mail(
    "sessions_revoked",
    event=events.SessionsRevoked.name,
    audience=person("user_id"),
    subject=f"You were logged out everywhere{AT_PRODUCT}",
    example={"user_id": USER_ID},
)

security_mail(
    "password_reset_sent",
    event=events.PasswordResetSent.name,
    audience=address("email"),
    subject=f"Choose a new password{AT_PRODUCT}",
    context=mailed_code,
    example={
        "user_id": USER_ID,
        "challenge_id": CHALLENGE_ID,
        "email": "ada@example.org",
        "sealed_code": SEALED,
    },
)

security_mail(
    "impersonation_started",
    event=events.ImpersonationStarted.name,
    audience=person("user_id"),
    subject=f"Our support acts in your name{AT_PRODUCT}",
    context=_impersonation,
    example={
        "user_id": USER_ID,
        "impersonator_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e71",
        "session_id": CHALLENGE_ID,
        "reason": "Ticket 1042",
        "expires_at": "2026-11-24T12:30:00Z",
    },
)
