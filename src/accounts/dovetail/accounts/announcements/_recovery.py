"""The mails of getting in without the password, and of changing what one gets in with."""

from collections.abc import Mapping
from typing import Any

from dovetail.accounts import events
from dovetail.accounts.conf import conf
from dovetail.shared_kernel.announcements import Outdated, address, person
from dovetail.shared_kernel.sealed import SealBroken, unseal

from ._words import CHALLENGE_ID, SEALED, USER_ID, mailed_code, product, security_mail

CODE = {
    "user_id": USER_ID,
    "challenge_id": CHALLENGE_ID,
    "email": "ada@example.org",
    "sealed_code": SEALED,
}


def _undo(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        secret = unseal(payload["sealed_undo"])
    except SealBroken:
        raise Outdated from None
    return {
        "secret": secret,
        "days": conf().email_undo_lifetime.days,
        **product(payload),
    }


security_mail(
    "login_code",
    event=events.LoginCodeRequested.name,
    audience=address("email"),
    subject="Your code to log in{% if product_name %} at {{ product_name }}{% endif %}",
    context=mailed_code,
    example=CODE,
)

security_mail(
    "password_reset_code",
    event=events.PasswordResetRequested.name,
    audience=address("email"),
    subject="Your code for a new password{% if product_name %} at {{ product_name }}{% endif %}",
    context=mailed_code,
    example=CODE,
)

security_mail(
    "password_reset",
    event=events.PasswordReset.name,
    audience=person("user_id"),
    subject="Your password was reset{% if product_name %} at {{ product_name }}{% endif %}",
    example={"user_id": USER_ID},
)

security_mail(
    "password_changed",
    event=events.PasswordChanged.name,
    audience=person("user_id"),
    subject="Your password was changed{% if product_name %} at {{ product_name }}{% endif %}",
    example={"user_id": USER_ID},
)

security_mail(
    "email_change_code",
    event=events.EmailChangeRequested.name,
    audience=address("email"),
    subject="Your code for a new address{% if product_name %} at {{ product_name }}{% endif %}",
    context=mailed_code,
    example=CODE,
)

security_mail(
    "email_change_attempted",
    event=events.EmailChangeAttempted.name,
    audience=address("email"),
    subject="Somebody asked for your address{% if product_name %} at {{ product_name }}{% endif %}",
    example={"email": "ada@example.org"},
)

security_mail(
    "email_changed_away",
    event=events.EmailChanged.name,
    audience=address("old_email"),
    subject="Your address was changed{% if product_name %} at {{ product_name }}{% endif %}",
    context=_undo,
    example={
        "user_id": USER_ID,
        "old_email": "ada@example.org",
        "new_email": "ada@example.com",
        "challenge_id": CHALLENGE_ID,
        "sealed_undo": SEALED,
    },
)

security_mail(
    "email_change_undone",
    event=events.EmailChangeUndone.name,
    audience=address("email"),
    subject="Your address is yours again{% if product_name %} at {{ product_name }}{% endif %}",
    example={"user_id": USER_ID, "email": "ada@example.org"},
)
