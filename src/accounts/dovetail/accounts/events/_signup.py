"""Signing up."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailVerificationRequested(Event):
    """Somebody signs up, and has to show that the address is theirs."""

    name: ClassVar = "accounts.email_verification_requested.v1"

    challenge_id: UUID
    email: str
    full_name: str
    sealed_code: str
    """The code, encrypted with the kernel's keys; worthless once the challenge has expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignupAttempted(Event):
    """Somebody tried to sign up with the address of an account."""

    name: ClassVar = "accounts.signup_attempted.v1"

    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRegistered(Event):
    """Somebody has an account: the address is verified."""

    name: ClassVar = "accounts.user_registered.v1"

    user_id: UserId
    email: str
    full_name: str
