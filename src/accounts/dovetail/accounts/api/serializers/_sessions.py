"""Logging in, and staying so."""

from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError

from dovetail.accounts import passwords
from dovetail.accounts.conf import conf
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
        verbatim=True,
        max_length=256,
        required=False,
        help_text="As the last log-in or refresh answered it; absent where it travels in a cookie.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "refresh_token" not in attrs and conf().refresh_transport == "body":
            missing = ErrorDetail("This field is required.", code="required")
            raise ValidationError({"refresh_token": [missing]})
        return attrs


class Reauthenticate(StrictSerializer):
    """The password, once more."""

    password = Text(
        verbatim=True,
        max_length=passwords.MAX_LENGTH,
        help_text=f"Taken verbatim; at most {passwords.MAX_LENGTH} characters.",
    )
