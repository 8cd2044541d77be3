"""Sealed values: the few secrets that must wait in a row, for a few minutes."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

from .conf import conf


class SealBroken(Exception):
    """The value was sealed with a key that is gone, changed, or is too old."""


def seal(text: str) -> str:
    """Encrypt and sign a text with the newest key (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return _ring().encrypt(text.encode()).decode()


def unseal(token: str, *, max_age_seconds: int | None = None) -> str:
    """
    The text that was sealed.

    :raises SealBroken:
    """
    try:
        return _ring().decrypt(token.encode(), ttl=max_age_seconds).decode()
    except InvalidToken:
        raise SealBroken from None


def reseal(token: str) -> str:
    """
    The same value encrypted with the newest key; as it is, where that key made it.

    :raises SealBroken:
    """
    try:
        Fernet(_keys()[0]).decrypt(token.encode())
    except InvalidToken:
        return seal(unseal(token))
    return token


def _ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> tuple[str, ...]:
    """The newest first."""
    return conf().sealing_keys or tuple(
        _derived(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def _derived(secret: str | bytes) -> str:
    digest = hashlib.sha256(b"dovetail.shared_kernel.sealed:" + force_bytes(secret)).digest()
    return base64.urlsafe_b64encode(digest).decode()
