"""What logging in answers."""

from dataclasses import dataclass
from uuid import UUID

from dovetail.shared_kernel.transports import Instant


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code is on its way by mail."""

    id: UUID
    """To be named together with the code."""
    expires_at: Instant
    """When the code is no longer accepted."""


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a client authenticates with."""

    access_token: str
    """A JWT, for `Authorization: Bearer …`."""
    token_type: str
    """`Bearer`."""
    expires_in_seconds: int
    """How long the access token lasts."""
    refresh_token: str | None
    """For one new pair; opaque. Null where it travels in a cookie."""


@dataclass(frozen=True, slots=True)
class LoginChallenge:
    """What a log-in still asks for."""

    id: UUID
    """To be named with the next step."""
    methods: list[str]
    """By what it goes on: `totp`, `recovery_code`. May grow."""
    amr: list[str]
    """What was proven so far (RFC 8176)."""
    expires_at: Instant
    """When the log-in has to begin anew."""
    enrollment_token: str | None
    """Where `status` is `mfa_enrollment_required`: what allows to set up a factor, and no more."""


@dataclass(frozen=True, slots=True)
class Login:
    """How far a log-in has come."""

    status: str
    """`authenticated`, `mfa_required` or `mfa_enrollment_required`. May grow."""
    tokens: TokenPair | None
    """Null where `status` asks for a further step."""
    challenge: LoginChallenge | None
    """The further step; null where there is none."""
    recovery_codes: list[str]
    """Shown once, where the first factor was set up on the way; else empty."""


@dataclass(frozen=True, slots=True)
class SessionMail:
    """What the mail about a new log-in says."""

    created_at: Instant
    ip: str | None
    user_agent: str


@dataclass(frozen=True, slots=True)
class CodeMail:
    """What the mail with a code says."""

    code: str
    minutes_left: int
