"""What clients send."""

from dovetail.accounts import passwords
from dovetail.accounts.validators import is_language_tag, is_timezone
from dovetail.shared_kernel.api.requests import Email, StrictSerializer, Text, Uuid


class SignUp(StrictSerializer):
    """Who wants an account."""

    email = Email(help_text="Where the code is mailed; the account's address.")
    password = Text(
        verbatim=True,
        max_length=passwords.MAX_LENGTH,
        help_text="At least 12 characters, where the project asks for no other number, and at "
        f"most {passwords.MAX_LENGTH}; taken verbatim. Common ones are refused.",
    )
    full_name = Text(max_length=150, help_text="What the person is called.")


class VerifyEmail(StrictSerializer):
    """The code from the mail, and the challenge that it answers."""

    challenge_id = Uuid(help_text="The `id` of the challenge that signing up answered.")
    code = Text(max_length=32, help_text="The mailed code. Case, spaces and dashes do not matter.")


class ResendCode(StrictSerializer):
    """The challenge whose code did not arrive."""

    challenge_id = Uuid(help_text="The `id` of the challenge that signing up answered.")


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


class Profile(StrictSerializer):
    """What to change; what is absent stays."""

    full_name = Text(max_length=150, help_text="What the person is called.")
    locale = Text(
        max_length=35,
        validators=[is_language_tag],
        help_text="A language tag (BCP 47), such as `en` or `pt-BR`.",
    )
    timezone = Text(
        max_length=64,
        validators=[is_timezone],
        help_text="A name of the IANA database, such as `Europe/Lisbon`.",
    )
