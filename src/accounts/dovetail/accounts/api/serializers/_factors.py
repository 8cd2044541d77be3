"""Second factors."""

from dovetail.shared_kernel.api.requests import Choice, StrictSerializer, Text, Uuid

CODE = "Of the app, or a recovery code. Spaces and dashes do not matter."


class CompleteMfa(StrictSerializer):
    """The second factor of a log-in."""

    challenge_id = Uuid(help_text="The `id` of the challenge that the log-in answered.")
    method = Choice(["totp", "recovery_code"], help_text="One of the challenge's `methods`.")
    code = Text(max_length=64, help_text=CODE)


class ConfirmTotp(StrictSerializer):
    """A code of the app that is set up."""

    code = Text(max_length=32, help_text="The code that the app shows now.")


class BeginEnrollment(StrictSerializer):
    """What a log-in answered that asks to set up a factor."""

    challenge_id = Uuid(help_text="The `id` of the challenge that the log-in answered.")
    enrollment_token = Text(verbatim=True, max_length=64, help_text="Its `enrollment_token`.")


class CompleteEnrollment(BeginEnrollment):
    """The same, and a code of the app that is set up."""

    code = Text(max_length=32, help_text="The code that the app shows now.")
