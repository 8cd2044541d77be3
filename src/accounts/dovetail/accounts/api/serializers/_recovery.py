"""Codes by mail, new passwords, another address."""

from dovetail.accounts import passwords
from dovetail.shared_kernel.api.requests import Email, StrictSerializer, Text, Uuid


class NewPassword(Text):
    """A password to be."""

    def __init__(self) -> None:
        super().__init__(
            verbatim=True,
            max_length=passwords.MAX_LENGTH,
            help_text="At least 12 characters, where the project asks for no other number, and at "
            f"most {passwords.MAX_LENGTH}; taken verbatim. Common and stolen ones are refused.",
        )


class Address(StrictSerializer):
    """An account's address, in any spelling of it."""

    email = Email(help_text="The account's address, in any spelling of it.")


class MailedCode(StrictSerializer):
    """The code from the mail, and the challenge that it answers."""

    challenge_id = Uuid(help_text="The `id` of the challenge that was answered.")
    code = Text(max_length=32, help_text="The mailed code. Case, spaces and dashes do not matter.")


class ResetPassword(MailedCode):
    """The code from the mail, and the password to be."""

    new_password = NewPassword()


class ChangePassword(StrictSerializer):
    """The password as it is, and as it shall be."""

    current_password = Text(
        verbatim=True,
        max_length=passwords.MAX_LENGTH,
        help_text=f"Taken verbatim; at most {passwords.MAX_LENGTH} characters.",
    )
    new_password = NewPassword()


class SetPassword(StrictSerializer):
    """The first password of an account."""

    new_password = NewPassword()


class NewAddress(StrictSerializer):
    """The address to be."""

    email = Email(help_text="Where the code is mailed; the account's address once it is entered.")


class UndoEmailChange(StrictSerializer):
    """What the mail to the old address holds."""

    challenge_id = Uuid(help_text="The first part of the link.")
    secret = Text(verbatim=True, max_length=64, help_text="The second part of the link.")
