"""API keys, as strings: `dvt_<12 hex digits>_<43 characters>`."""

import hmac
import re
import secrets
from hashlib import sha256

from .conf import conf

_SHAPE = re.compile(r"(?P<prefix>[0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NO_HASH = sha256(b"").hexdigest()


def new_key() -> tuple[str, str]:
    """The prefix of a new key and the key itself: 256 bits that nobody guesses."""
    prefix = secrets.token_hex(6)
    return prefix, f"{conf().api_key_prefix}_{prefix}_{secrets.token_urlsafe(32)}"


def looks_like_key(text: str) -> bool:
    """Whether something presented is meant as an API key, rightly or not."""
    return text.startswith(f"{conf().api_key_prefix}_")


def prefix_of(key: str) -> str | None:
    """By what a presented key is found; None when it is none."""
    shape = _SHAPE.fullmatch(key.removeprefix(f"{conf().api_key_prefix}_"))
    return shape["prefix"] if shape else None


def digest(key: str) -> str:
    """What is stored of a key: nothing is to be guessed of 256 bits, so a fast hash will do."""
    return sha256(key.encode()).hexdigest()


def is_key(key: str, stored: str | None) -> bool:
    """Whether a presented key is the stored one; one that is not known takes as long."""
    return hmac.compare_digest(digest(key), stored or _NO_HASH) and stored is not None
