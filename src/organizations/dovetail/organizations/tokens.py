"""Invitation tokens: signed when the mail is written, and stored nowhere."""

import base64
import hmac
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "dovetail.organizations.invitation"
_LENGTH = 48


def minted(invitation_id: UUID, version: int) -> str:
    """The token of an invitation: its id, and 160 bits of HMAC-SHA256 over id and version."""
    return _signed(invitation_id, version, settings.SECRET_KEY)


def is_genuine(token: str, invitation_id: UUID, version: int) -> bool:
    """Whether a token was minted for an invitation, with the present key or a former one."""
    return any(
        hmac.compare_digest(token.encode(), _signed(invitation_id, version, secret).encode())
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def invitation_in(token: str) -> UUID | None:
    """Which invitation a token claims to be of."""
    if len(token) != _LENGTH or not token.isascii():
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(token)[:16])
    except ValueError:
        return None


def _signed(invitation_id: UUID, version: int, secret: str | bytes) -> str:
    value = invitation_id.bytes + version.to_bytes(4, "big")
    mac = salted_hmac(_SALT, value, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(invitation_id.bytes + mac[:20]).decode()
