"""Second factors."""

from dataclasses import dataclass
from typing import ClassVar

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class MfaEnabled(Event):
    """A person set up a second factor; their other sessions are ended."""

    name: ClassVar = "accounts.mfa_enabled.v1"

    user_id: UserId
    method: str
    """`totp`. May grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MfaDisabled(Event):
    """A person removed a second factor; their other sessions are ended."""

    name: ClassVar = "accounts.mfa_disabled.v1"

    user_id: UserId
    method: str
    """`totp`. May grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """A recovery code took the place of a second factor."""

    name: ClassVar = "accounts.recovery_code_used.v1"

    user_id: UserId
    left_count: int
    """How many codes are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesRegenerated(Event):
    """A person has new recovery codes; the earlier ones are worthless."""

    name: ClassVar = "accounts.recovery_codes_regenerated.v1"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorFailed(Event):
    """Somebody proved the first factor and failed at the second, as often as it may be tried."""

    name: ClassVar = "accounts.second_factor_failed.v1"

    user_id: UserId
    amr: list[str]
    """What they had proven (RFC 8176): `pwd`, `otp`."""
