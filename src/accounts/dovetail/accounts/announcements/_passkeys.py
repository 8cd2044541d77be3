"""The mails of passkeys."""

from dovetail.accounts import events
from dovetail.shared_kernel.announcements import person

from ._words import CHALLENGE_ID, USER_ID, security_mail

PASSKEY = {"user_id": USER_ID, "passkey_id": CHALLENGE_ID, "passkey_name": "My laptop"}

security_mail(
    "passkey_added",
    event=events.PasskeyAdded.name,
    audience=person("user_id"),
    subject="A passkey was added{% if product_name %} at {{ product_name }}{% endif %}",
    example=PASSKEY,
)

security_mail(
    "passkey_removed",
    event=events.PasskeyRemoved.name,
    audience=person("user_id"),
    subject="A passkey was removed{% if product_name %} at {{ product_name }}{% endif %}",
    example=PASSKEY,
)

security_mail(
    "passkey_copy_suspected",
    event=events.PasskeyCopySuspected.name,
    audience=person("user_id"),
    subject="A passkey was refused{% if product_name %} at {{ product_name }}{% endif %}",
    example=PASSKEY,
)
