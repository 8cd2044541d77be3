"""Passkeys: what a browser's `PublicKeyCredential.toJSON()` answers, and names for them."""

import re
from typing import Any

from rest_framework import serializers

from dovetail.shared_kernel.api.requests import Choice, StrictSerializer, Text, Uuid

from ._factors import BeginEnrollment

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")

LONGEST_ID = 1364
"""1023 bytes (W3C Web Authentication, section 5.1)."""
LONGEST_PART = 16_384


class Base64Url(Text):
    """Bytes in base64url without padding (RFC 4648, section 5)."""

    default_error_messages = {"not_base64url": "base64url without padding is expected."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
            self.fail("not_base64url")
        return text


class Attestation(StrictSerializer):
    """`AuthenticatorAttestationResponse`: a passkey was made."""

    is_open = True

    clientDataJSON = Base64Url(max_length=LONGEST_PART)  # noqa: N815  (WebAuthn's spelling)
    attestationObject = Base64Url(max_length=LONGEST_PART)  # noqa: N815
    transports = serializers.ListField(
        child=Text(max_length=32), max_length=8, required=False, help_text="As the browser says."
    )


class Assertion(StrictSerializer):
    """`AuthenticatorAssertionResponse`: a passkey signed."""

    is_open = True

    clientDataJSON = Base64Url(max_length=LONGEST_PART)  # noqa: N815
    authenticatorData = Base64Url(max_length=LONGEST_PART)  # noqa: N815
    signature = Base64Url(max_length=LONGEST_PART)
    userHandle = Base64Url(  # noqa: N815
        max_length=128, required=False, allow_null=True, help_text="Whose passkey it is."
    )


class Credential(StrictSerializer):
    """What every passkey answers; browsers add keys of their own."""

    is_open = True

    id = Base64Url(max_length=LONGEST_ID)
    type = Choice(choices=["public-key"])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {**attrs, "rawId": attrs["id"]}


class NewCredential(Credential):
    """`RegistrationResponseJSON` of W3C Web Authentication; keys not named here are ignored."""

    response = Attestation()


class UsedCredential(Credential):
    """`AuthenticationResponseJSON` of W3C Web Authentication; keys not named here are ignored."""

    response = Assertion()


class PasskeyName(Text):
    """What a person calls a passkey."""

    def __init__(self) -> None:
        super().__init__(max_length=64, help_text="What the caller calls it, such as `My laptop`.")


class AddPasskey(StrictSerializer):
    """The passkey that the browser made."""

    challenge_id = Uuid(help_text="The `challenge_id` of what was begun.")
    name = PasskeyName()
    credential = NewCredential(help_text="What `toJSON()` of the browser's credential answers.")


class UsePasskey(StrictSerializer):
    """What a passkey signed."""

    challenge_id = Uuid(help_text="The `challenge_id` of what was begun.")
    credential = UsedCredential(help_text="What `toJSON()` of the browser's credential answers.")


class BeginPasskeyMfa(StrictSerializer):
    """What a log-in answered that asks for a second factor."""

    challenge_id = Uuid(help_text="The `id` of the challenge that the log-in answered.")


class EnrollPasskey(BeginEnrollment):
    """The same, and the passkey that the browser made."""

    name = PasskeyName()
    credential = NewCredential(help_text="What `toJSON()` of the browser's credential answers.")


class NamePasskey(StrictSerializer):
    """What to change; what is absent stays."""

    name = PasskeyName()
