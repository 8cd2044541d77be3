"""Signing up."""

from dovetail.accounts import passwords
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
