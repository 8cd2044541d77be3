"""What clients send."""

from dovetail.accounts import passwords
from dovetail.accounts.validators import is_language_tag, is_timezone
from dovetail.shared_kernel.api.requests import Email, StrictSerializer, Text, Uuid


class SignUp(StrictSerializer):
    """Who wants an account."""

    email = Email()
    password = Text(verbatim=True, max_length=passwords.MAX_LENGTH, help_text="Taken verbatim.")
    full_name = Text(max_length=150)


class VerifyEmail(StrictSerializer):
    """The code from the mail, and the challenge that it answers."""

    challenge_id = Uuid()
    code = Text(max_length=32, help_text="Case, spaces and dashes do not matter.")


class ResendCode(StrictSerializer):
    """The challenge whose code did not arrive."""

    challenge_id = Uuid()


class LogIn(StrictSerializer):
    """Address and password."""

    email = Email()
    password = Text(verbatim=True, max_length=passwords.MAX_LENGTH)


class Refresh(StrictSerializer):
    """The newest refresh token."""

    refresh_token = Text(verbatim=True, max_length=256)


class Profile(StrictSerializer):
    """What to change; what is absent stays."""

    full_name = Text(max_length=150)
    locale = Text(max_length=35, validators=[is_language_tag])
    timezone = Text(max_length=64, validators=[is_timezone])
