"""Logging in, and staying so."""

from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError

from dovetail.accounts import passwords
from dovetail.accounts.conf import conf
from dovetail.shared_kernel.api.requests import Choice, Email, StrictSerializer, Text


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
    """The password once more, or a code of a second factor and which it is."""

    password = Text(
        verbatim=True,
        max_length=passwords.MAX_LENGTH,
        required=False,
        help_text=f"Taken verbatim; at most {passwords.MAX_LENGTH} characters.",
    )
    method = Choice(["totp"], required=False, help_text="Whose code it is.")
    code = Text(max_length=32, required=False, help_text="The code that the app shows now.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.keys() not in ({"password"}, {"method", "code"}):
            unclear = "Either the password is expected, or a code and its method."
            raise ValidationError({"password": [ErrorDetail(unclear, code="required")]})
        return attrs
