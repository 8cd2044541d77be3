"""Pairs of keys for access tokens: one half signs, the other is published and verifies."""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)
from jwt.algorithms import get_default_algorithms

from .conf import conf
from .errors import InvalidToken

SHORTEST_RSA = 2048

# The members of which RFC 7638, section 3.2, and RFC 8037, section 2, make a thumbprint.
_THUMBED = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n")}


class KeyNotUsable(ValueError):
    """A key that cannot sign or verify with the algorithm of the project."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key, the half of it that is published, and the name that tokens call it by."""

    public: Any
    private: Any  # None where it only verifies
    jwk: dict[str, str]

    @property
    def kid(self) -> str:
        return self.jwk["kid"]


def sign(claims: dict[str, Any]) -> str:
    """A token signed with the private key, naming its public half."""
    pair = current()
    return jwt.encode(
        claims, pair.private, algorithm=conf().jwt_algorithm, headers={"kid": pair.kid}
    )


def key_named_by(token: str) -> Any:
    """
    The public key that a token says it is signed with, out of ours; nothing else of its header
    is looked at, and no address in it is asked.

    :raises InvalidToken: when it names none of ours.
    """
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except jwt.InvalidTokenError:
        raise InvalidToken from None
    for pair in every():
        if pair.kid == kid:
            return pair.public
    raise InvalidToken


def current() -> Pair:
    """
    The pair that signs.

    :raises KeyNotUsable:
    """
    return _pair(conf().jwt_algorithm, conf().jwt_signing_key, is_private=True)


def every() -> list[Pair]:
    """
    The pair that signs, and the public keys that verify beside it.

    :raises KeyNotUsable:
    """
    others = (
        _pair(conf().jwt_algorithm, pem, is_private=False) for pem in conf().jwt_previous_keys
    )
    return [current(), *others]


@lru_cache(maxsize=32)
def _pair(algorithm: str, pem: str, *, is_private: bool) -> Pair:
    private = _read(pem, is_private=is_private)
    public = private.public_key() if is_private else private
    _refuse_unfit(algorithm, public)
    members = get_default_algorithms()[algorithm].to_jwk(public, as_dict=True)
    known = {name: str(members[name]) for name in _THUMBED[members["kty"]]}
    jwk = {**known, "kid": _thumbprint(known), "use": "sig", "alg": algorithm}
    return Pair(public, private if is_private else None, jwk)


def _read(pem: str, *, is_private: bool) -> Any:
    try:
        if is_private:
            return load_pem_private_key(pem.encode(), password=None)
        return load_pem_public_key(pem.encode())
    except (ValueError, TypeError):
        half = "private" if is_private else "public"
        raise KeyNotUsable(f"it is no {half} key in PEM without a password") from None


def _refuse_unfit(algorithm: str, public: Any) -> None:
    is_fit = {
        "RS256": isinstance(public, rsa.RSAPublicKey) and public.key_size >= SHORTEST_RSA,
        "ES256": isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name == "secp256r1",
        "EdDSA": isinstance(public, ed25519.Ed25519PublicKey),
    }
    if not is_fit[algorithm]:
        needed = {"RS256": "RSA of 2048 bits", "ES256": "the curve P-256", "EdDSA": "Ed25519"}
        raise KeyNotUsable(f"{algorithm} needs a key of {needed[algorithm]}")


def _thumbprint(members: dict[str, str]) -> str:
    text = json.dumps(members, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
