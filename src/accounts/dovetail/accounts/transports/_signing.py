"""What others verify our tokens with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """A JWK Set (RFC 7517)."""

    keys: list[dict[str, str]]
    """Public keys: the one that signs first, then those of before, or to come."""
