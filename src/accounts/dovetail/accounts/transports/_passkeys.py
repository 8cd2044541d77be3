"""What is told of passkeys."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dovetail.shared_kernel.transports import Instant


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of the caller."""

    id: UUID
    name: str
    """What the caller calls it."""
    is_backed_up: bool
    """Whether it is synchronized, so that it outlives the device."""
    transports: list[str]
    """How a browser reaches it, such as `internal`, `hybrid` or `usb`. May grow."""
    created_at: Instant
    last_used_at: Instant | None


@dataclass(frozen=True, slots=True)
class AddedPasskey:
    """A passkey that the caller has from now on."""

    passkey: Passkey
    recovery_codes: list[str]
    """Shown once, where it is the first factor; else empty."""


@dataclass(frozen=True, slots=True)
class PasskeyChallenge:
    """What a browser is asked, and under which name it is answered."""

    challenge_id: UUID
    """To be named together with the answer; it is good for one."""
    expires_at: Instant
    """When no answer is accepted any more."""
    options: dict[str, Any]
    """For `PublicKeyCredential.parseCreationOptionsFromJSON` where a passkey is made, for
    `PublicKeyCredential.parseRequestOptionsFromJSON` where one is used: JSON of W3C Web
    Authentication, in its spelling."""
