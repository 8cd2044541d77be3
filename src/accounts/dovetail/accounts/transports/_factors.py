"""Second factors, and what sets them up."""

from dataclasses import dataclass

from dovetail.shared_kernel.transports import Instant


@dataclass(frozen=True, slots=True)
class Mfa:
    """The caller's second factors."""

    is_required: bool
    """Whether they must have one."""
    methods: list[str]
    """By what they may show a second time who they are: `totp`, `recovery_code`. May grow."""
    totp_confirmed_at: Instant | None
    """Since when an app computes codes for them; null where none does."""
    recovery_codes_left_count: int


@dataclass(frozen=True, slots=True)
class TotpSecret:
    """What an app computes codes from; shown once."""

    secret: str
    """160 bits in base32, to be typed."""
    otpauth_url: str
    """The same for a QR code."""
    expires_at: Instant
    """Until then a code of the app has to be entered."""


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """Codes for whoever loses the other factors, each good for once; shown once."""

    codes: list[str]
    """Empty where those of before remain."""
