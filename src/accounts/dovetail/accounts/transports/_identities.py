"""Providers, and who people are there."""

from dataclasses import dataclass
from uuid import UUID

from dovetail.shared_kernel.transports import Instant


@dataclass(frozen=True, slots=True)
class Provider:
    """Through whom people may log in."""

    id: str
    """What stands in paths."""
    name: str
    """What people are shown."""


@dataclass(frozen=True, slots=True)
class Providers:
    """Through whom people may log in, in the project's order."""

    providers: list[Provider]


@dataclass(frozen=True, slots=True)
class FederatedStart:
    """Where to send the browser, and what to keep until it comes back."""

    authorization_url: str
    """Of the provider."""
    state: str
    """What the provider sends back; finish only with an answer that has it."""
    binding: str | None
    """Keep it where only the program that began can read it, and send it to finish. Null where it
    travels in a cookie."""
    expires_at: Instant
    """When it is too late to finish."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the caller is at a provider."""

    id: UUID
    provider: str
    """The `id` of the provider."""
    email: str
    """What the provider said last; empty where it said none."""
    created_at: Instant
    last_login_at: Instant | None
    """When the caller last logged in by it."""
