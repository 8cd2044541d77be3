"""The mails of signing up."""

from dovetail.accounts import events
from dovetail.shared_kernel.announcements import address

from ._words import CHALLENGE_ID, SEALED, mailed_code, security_mail

security_mail(
    "email_verification",
    event=events.EmailVerificationRequested.name,
    audience=address("email"),
    subject="Your code{% if product_name %} for {{ product_name }}{% endif %}",
    context=mailed_code,
    example={
        "challenge_id": CHALLENGE_ID,
        "email": "ada@example.org",
        "full_name": "Ada Lovelace",
        "sealed_code": SEALED,
    },
)

security_mail(
    "signup_attempted",
    event=events.SignupAttempted.name,
    audience=address("email"),
    subject="You already have an account{% if product_name %} at {{ product_name }}{% endif %}",
    example={"email": "ada@example.org"},
)
