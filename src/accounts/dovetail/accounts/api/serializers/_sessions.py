"""Logging in, and staying so."""

from dovetail.accounts import passwords
from dovetail.shared_kernel.api.requests import Email, StrictSerializer, Text


class LogIn(StrictSerializer):
    """Address and password."""

    email = Email(help_text="The account's address, in any spelling of it.")
    password = Text(
        verbatim=True,
        max_length=passwords.MAX_LENGTH,
        help_text=f"Taken verbatim; at most {passwords.MAX_LENGTH} characters.",
    )


class Refresh(StrictSerializer):
    """The newest refresh token."""

    refresh_token = Text(
        verbatim=True, max_length=256, help_text="As the last log-in or refresh answered it."
    )
