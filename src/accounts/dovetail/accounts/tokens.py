"""One-time codes, access tokens and refresh tokens, as strings and bytes."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import jwt
from django.conf import settings
from django.utils.encoding import force_bytes

from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.transports import UserId

from . import signing
from .conf import conf
from .errors import InvalidToken

REFRESH_PREFIX = "dvtr_"
SESSION_SECRET_BYTES = 32
MAX_ACCESS_LENGTH = 4096
MOST_VERIFIED = 4096
"""How many tokens a process remembers that it has verified."""

CODE_LENGTH = 8
RECOVERY_CODE_LENGTH = 24
CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, and nothing that looks like another

_REQUIRED_CLAIMS = [
    "iss",
    "aud",
    "sub",
    "sid",
    "session_epoch",
    "iat",
    "exp",
    "jti",
    "token_type",
    "auth_time",
]


def new_code() -> str:
    """A code to be typed: 28 ** 8, 38 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_recovery_code() -> str:
    """A code to be kept on paper: 28 ** 24, 115 bits, so that a plain hash of it is enough."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(RECOVERY_CODE_LENGTH))


def recovery_code_digest(entered: str) -> str:
    """What is stored of a recovery code, however spaces, dashes and case were typed."""
    code = "".join(character for character in entered.upper() if character not in " -")
    return hashlib.sha256(code.encode()).hexdigest()


def new_session_secret() -> bytes:
    return secrets.token_bytes(SESSION_SECRET_BYTES)


def code_in_words(code: str) -> str:
    """A code as people read it: `BCDF-2345`."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_digest(challenge_id: UUID, code: str) -> str:
    """What is stored of a code: worthless without the server's key, and for another challenge."""
    return _code_macs(challenge_id, code)[0]


def is_code(challenge_id: UUID, entered: str, digest: str) -> bool:
    """Whether what a person typed is the code, however they typed spaces, dashes and case."""
    code = "".join(character for character in entered.upper() if character not in " -")
    return any(hmac.compare_digest(mac, digest) for mac in _code_macs(challenge_id, code))


def _code_macs(challenge_id: UUID, code: str) -> list[str]:
    message = challenge_id.bytes + code.encode()
    return [hmac.new(key, message, "sha256").hexdigest() for key in _keys("code")]


def opaque_key(purpose: str, *parts: str) -> str:
    """A name under which something may be counted without keeping what it is."""
    return hmac.new(_keys(purpose)[0], "\0".join(parts).encode(), "sha256").hexdigest()


def is_opaque_key(key: str, purpose: str, *parts: str) -> bool:
    """Whether a name was made of these by one of the server's keys."""
    message = "\0".join(parts).encode()
    return any(
        hmac.compare_digest(key, hmac.new(secret, message, "sha256").hexdigest())
        for secret in _keys(purpose)
    )


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token that was presented, before anything of it is believed."""

    session_id: UUID
    generation: int
    mac: bytes

    def is_genuine(self, session_secret: bytes) -> bool:
        """Whether one of the server's keys, together with the session's secret, made it."""
        return any(
            hmac.compare_digest(self.mac, mac)
            for mac in _refresh_macs(self.session_id, self.generation, session_secret)
        )


def mint_refresh(session_id: UUID, generation: int, session_secret: bytes) -> str:
    """The refresh token of one generation of a session; always the same, so never stored."""
    mac = _refresh_macs(session_id, generation, session_secret)[0]
    body = session_id.bytes + generation.to_bytes(4, "big") + mac
    return REFRESH_PREFIX + base64.urlsafe_b64encode(body).decode().rstrip("=")


def read_refresh(token: str) -> RefreshToken:
    """
    The parts of a refresh token.

    :raises InvalidToken: when it does not even look like one.
    """
    text = token.removeprefix(REFRESH_PREFIX)
    try:
        body = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True
        )
    except ValueError:
        raise InvalidToken from None
    if not token.startswith(REFRESH_PREFIX) or len(body) != 52:
        raise InvalidToken
    return RefreshToken(UUID(bytes=body[:16]), int.from_bytes(body[16:20], "big"), body[20:])


def _refresh_macs(session_id: UUID, generation: int, session_secret: bytes) -> list[bytes]:
    message = session_secret + session_id.bytes + generation.to_bytes(4, "big")
    return [hmac.digest(key, message, "sha256") for key in _keys("refresh")]


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a valid access token says."""

    user_id: UserId
    session_id: UUID
    epoch: int
    """How often the session was authenticated anew; a token of before that is refused."""
    authenticated_at: datetime
    is_acted: bool
    """Whether somebody acts as the user."""
    ends_at: int


@dataclass(frozen=True, slots=True)
class ActedBy:
    """Who really acts, and until when."""

    impersonator_id: UserId
    ends_at: datetime


def mint_access(
    *,
    user_id: UserId,
    session_id: UUID,
    epoch: int,
    authenticated_at: datetime,
    amr: list[str],
    acted_by: ActedBy | None = None,
) -> str:
    """An access token (RFC 9068's claims, and those that djangorestframework-simplejwt reads)."""
    now = datetime.now(UTC)
    claims = {
        "iss": conf().jwt_issuer,
        "aud": conf().jwt_audience,
        "sub": user_id,
        "user_id": user_id,
        "sid": str(session_id),
        "session_epoch": epoch,
        "iat": now,
        "exp": now + conf().access_token_lifetime if acted_by is None else acted_by.ends_at,
        "jti": uuid7().hex,
        "token_type": "access",
        "auth_time": int(authenticated_at.timestamp()),
        "amr": amr,
        **({} if acted_by is None else {"act": {"sub": acted_by.impersonator_id}}),
    }
    if conf().jwt_algorithm != "HS256":
        return signing.sign(claims)
    return jwt.encode(claims, _access_keys()[0], algorithm="HS256")


def read_access(token: str) -> AccessClaims:
    """
    What an access token says, once its signature, times, issuer and audience hold.

    A token that was verified is not verified anew, only whether it has ended since. A revocation
    does not depend on it: that is asked of the session.

    :raises InvalidToken:
    """
    if len(token) > MAX_ACCESS_LENGTH:
        raise InvalidToken
    rules = _Rules(conf().jwt_algorithm, conf().jwt_issuer, conf().jwt_audience, _verifying())
    claims = _verified(token, rules)
    if claims.ends_at <= datetime.now(UTC).timestamp():
        raise InvalidToken
    return claims


class _Rules(NamedTuple):
    """By what a token is verified."""

    algorithm: str
    issuer: str
    audience: str
    keys: tuple[str | bytes, ...]
    """The secrets, or the pairs of keys as the project says them."""


def _verifying() -> tuple[str | bytes, ...]:
    if conf().jwt_algorithm == "HS256":
        return tuple(_access_keys())
    return (conf().jwt_signing_key, *conf().jwt_previous_keys)


@lru_cache(maxsize=MOST_VERIFIED)
def _verified(token: str, rules: _Rules) -> AccessClaims:
    is_shared = rules.algorithm == "HS256"
    for key in rules.keys if is_shared else [signing.key_named_by(token)]:
        try:
            return _claims(_decoded(token, key, rules))
        except jwt.InvalidSignatureError:
            continue
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
            break
    raise InvalidToken


def _decoded(token: str, key: Any, rules: _Rules) -> dict[str, Any]:
    found = jwt.decode_complete(
        token,
        key,
        algorithms=[rules.algorithm],
        issuer=rules.issuer,
        audience=rules.audience,
        # Another machine's clock may be ahead; what ends a token is its end and its session.
        options={"require": _REQUIRED_CLAIMS, "verify_iat": False},
    )
    if found["header"].get("typ") != "JWT":
        raise InvalidToken
    claims: dict[str, Any] = found["payload"]
    return claims


def _claims(claims: dict[str, Any]) -> AccessClaims:
    if claims["token_type"] != "access":  # noqa: S105
        raise InvalidToken
    return AccessClaims(
        str(claims["sub"]),
        UUID(str(claims["sid"])),
        int(claims["session_epoch"]),
        datetime.fromtimestamp(claims["auth_time"], UTC),
        "act" in claims,
        int(claims["exp"]),
    )


def _access_keys() -> list[bytes]:
    chosen = conf().jwt_signing_key
    current = [force_bytes(chosen)] if chosen else _keys("access")
    return [*current, *(force_bytes(key) for key in conf().jwt_previous_keys)]


def _keys(purpose: str) -> list[bytes]:
    """The server's keys for one purpose, the newest first, derived from SECRET_KEY."""
    secrets_known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_derived(purpose, secret) for secret in secrets_known]


@lru_cache(maxsize=64)
def _derived(purpose: str, secret: str | bytes) -> bytes:
    return hmac.digest(force_bytes(secret), f"dovetail.accounts.{purpose}".encode(), "sha256")
