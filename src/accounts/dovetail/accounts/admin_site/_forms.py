"""The steps of an operator's log-in; each asks a service, and shows what that refuses."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms

from dovetail.accounts import addresses, passwords, services, transports
from dovetail.shared_kernel.errors import Refusal

METHODS = [("totp", "the app that computes codes"), ("recovery_code", "a recovery code")]


class Step(forms.Form):
    """The base of them."""

    step: ClassVar[str]
    title: ClassVar[str]
    login: transports.Login
    refusal: Refusal | None = None

    def asked(self, **entered: Any) -> transports.Login:
        """What the service answers to what was entered."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not self.errors:
            try:
                self.login = self.asked(**entered)
            except Refusal as refusal:
                self.refusal = refusal
                raise forms.ValidationError(refusal.detail, code=refusal.code) from None
        return entered


class PasswordStep(Step):
    step, title = "password", "Log in"

    username = forms.CharField(
        label="Mail address",
        max_length=addresses.MAX_LENGTH,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username"}),
    )
    password = forms.CharField(
        strip=False,
        max_length=passwords.MAX_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def asked(self, **entered: Any) -> transports.Login:
        return services.log_in(email=entered["username"], password=entered["password"])


class SecondFactorStep(Step):
    step, title = "second_factor", "Show your second factor"

    challenge_id = forms.UUIDField(widget=forms.HiddenInput)
    method = forms.ChoiceField(label="By", choices=METHODS)
    code = forms.CharField(
        max_length=64,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "one-time-code"}),
    )

    def asked(self, **entered: Any) -> transports.Login:
        return services.complete_mfa(**entered)


class Signed(forms.RegexField):
    """What the page's script puts into the form: bytes in base64url without padding."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        quads, rest = "[A-Za-z0-9_-]{4}", "[A-Za-z0-9_-]{2,3}"
        super().__init__(rf"\A(?:{quads})*(?:{rest})?\Z", max_length=16_384, **options)


class PasskeyStep(Step):
    """The same step by a passkey."""

    step, title = "passkey", SecondFactorStep.title

    challenge_id = forms.UUIDField(widget=forms.HiddenInput)
    id = Signed()
    clientDataJSON = Signed()  # noqa: N815  (as the browser calls them)
    authenticatorData = Signed()  # noqa: N815
    signature = Signed()
    userHandle = Signed(required=False, empty_value=None)  # noqa: N815

    def asked(self, **entered: Any) -> transports.Login:
        challenge_id, key = entered.pop("challenge_id"), entered.pop("id")
        credential = {"id": key, "rawId": key, "type": "public-key", "response": entered}
        return services.complete_passkey_mfa(challenge_id=challenge_id, credential=credential)


class EnrollmentStep(Step):
    step, title = "enrollment", "Set up a second factor"

    challenge_id = forms.UUIDField(widget=forms.HiddenInput)
    enrollment_token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    secret = forms.RegexField(
        r"^[A-Z2-7]{32}$",
        label="Secret for the app",
        widget=forms.TextInput(attrs={"readonly": True, "autocomplete": "off"}),
    )
    code = forms.CharField(
        label="Code that the app shows",
        max_length=32,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "one-time-code"}),
    )

    def asked(self, **entered: Any) -> transports.Login:
        del entered["secret"]  # shown again after a mistake; what counts is kept by the server
        return services.complete_totp_enrollment(**entered)


STEPS: dict[str, type[Step]] = {
    step.step: step for step in (PasswordStep, SecondFactorStep, PasskeyStep, EnrollmentStep)
}


def passkey_of(step: Step) -> transports.PasskeyChallenge | None:
    """What the browser is asked beside a code, where the person of a step has a passkey."""
    if not isinstance(step, SecondFactorStep):
        return None
    try:
        return services.begin_passkey_mfa(challenge_id=UUID(str(step["challenge_id"].value())))
    except (Refusal, ValueError):
        return None


def next_step(login: transports.Login) -> Step:
    """The form of what a log-in still asks for."""
    asked = login.challenge
    assert asked is not None
    if asked.enrollment_token is None:
        by_code = [method for method, _ in METHODS if method in asked.methods]
        return SecondFactorStep(
            initial={"challenge_id": asked.id, "method": next(iter(by_code), None)}
        )
    told = services.begin_totp_enrollment(
        challenge_id=asked.id, enrollment_token=asked.enrollment_token
    )
    return EnrollmentStep(
        initial={
            "challenge_id": asked.id,
            "enrollment_token": asked.enrollment_token,
            "secret": told.secret,
        }
    )
