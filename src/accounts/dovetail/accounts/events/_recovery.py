"""Getting in without the password, and changing what one gets in with."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAskedInVain(Event):
    """Somebody asked for a code at an address with which nobody can log in; none was mailed."""

    name: ClassVar = "accounts.code_asked_in_vain.v1"

    challenge_id: UUID
    purpose: str
    """`login_code` or `password_reset`. May grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginCodeRequested(Event):
    """Somebody asked to log in to an account with a code by mail."""

    name: ClassVar = "accounts.login_code_requested.v1"

    user_id: UserId
    challenge_id: UUID
    email: str
    sealed_code: str
    """The code, encrypted with the kernel's keys; worthless once the challenge has expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequested(Event):
    """Somebody asked for a new password of an account."""

    name: ClassVar = "accounts.password_reset_requested.v1"

    user_id: UserId
    challenge_id: UUID
    email: str
    sealed_code: str
    """The code, encrypted with the kernel's keys; worthless once the challenge has expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset(Event):
    """A person has a new password by a code from their mail; their sessions are ended."""

    name: ClassVar = "accounts.password_reset.v1"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """A person has a new password, or their first; their other sessions are ended."""

    name: ClassVar = "accounts.password_changed.v1"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChangeRequested(Event):
    """A person wants to be known by another address, and has to show that it is theirs."""

    name: ClassVar = "accounts.email_change_requested.v1"

    user_id: UserId
    challenge_id: UUID
    email: str
    """The new address."""
    sealed_code: str
    """The code, encrypted with the kernel's keys; worthless once the challenge has expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChangeAttempted(Event):
    """Somebody wanted to be known by an address that is another account's."""

    name: ClassVar = "accounts.email_change_attempted.v1"

    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged(Event):
    """A person is known by another address."""

    name: ClassVar = "accounts.email_changed.v1"

    user_id: UserId
    old_email: str
    new_email: str
    challenge_id: UUID
    """What undoes it, together with the secret."""
    sealed_undo: str
    """The secret for the owner of the old address, encrypted with the kernel's keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChangeUndone(Event):
    """The owner of the old address took a change back; every session is ended."""

    name: ClassVar = "accounts.email_change_undone.v1"

    user_id: UserId
    email: str
    """The address that is theirs again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachCheckUnavailable(Event):
    """Whether a new password is a known one could not be found out; it was accepted."""

    name: ClassVar = "accounts.breach_check_unavailable.v1"
