"""Logging in through others."""

from dataclasses import dataclass
from typing import ClassVar

from dovetail.shared_kernel.events import Event
from dovetail.shared_kernel.transports import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLinked(Event):
    """A person can log in through a provider from now on."""

    name: ClassVar = "accounts.identity_linked.v1"

    user_id: UserId
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityUnlinked(Event):
    """A person can no longer log in as who they are at a provider; other sessions are ended."""

    name: ClassVar = "accounts.identity_unlinked.v1"

    user_id: UserId
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FederatedLoginNeedsLinking(Event):
    """Somebody came through a provider with the address of an account, and was not let in."""

    name: ClassVar = "accounts.federated_login_needs_linking.v1"

    user_id: UserId
    provider: str
