"""Codes that an app and the server compute from a shared secret and the time (RFC 6238)."""

import base64
import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

PERIOD_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20  # as long as what SHA-1 answers, as RFC 4226 recommends

_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")


def new_secret() -> str:
    """160 random bits in base32, as apps and people take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(moment: datetime) -> int:
    """The number of the half minute that a moment lies in."""
    return int(moment.timestamp()) // PERIOD_SECONDS


def code_of(secret: str, step: int) -> str:
    """The code of one half minute."""
    key = base64.b32decode(secret)
    # Apps know no other hash for certain; HMAC does not need one without collisions.
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: str, entered: str, *, at: datetime, drift: int) -> int | None:
    """
    The half minute whose code was entered, of now and `drift` of them before and after.

    Spaces and dashes between the digits do not matter; digits of other scripts are none.
    """
    code = entered.replace(" ", "").replace("-", "")
    if not _CODE.fullmatch(code):
        return None
    now = step_at(at)
    found = [
        step
        for step in range(now - drift, now + drift + 1)
        if hmac.compare_digest(code_of(secret, step), code)
    ]
    return found[-1] if found else None


def url_of(secret: str, *, account: str, issuer: str) -> str:
    """What an app reads as a QR code (Google's key URI format)."""
    label = f"{issuer}:{account}" if issuer else account
    asked = {"secret": secret, **({"issuer": issuer} if issuer else {})}
    return f"otpauth://totp/{quote(label)}?{urlencode(asked, quote_via=quote)}"
