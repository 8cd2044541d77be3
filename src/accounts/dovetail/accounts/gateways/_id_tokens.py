"""What makes an ID token believable (OpenID Connect Core 1.0, section 3.1.3.7)."""

import base64
from collections.abc import Sequence
from time import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from dovetail.accounts import errors
from dovetail.accounts.conf import OidcProvider

from . import _documents

ASYMMETRIC = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
)
LEEWAY_SECONDS = 60
OLDEST_SECONDS = 600
SHORTEST_RSA_BITS = 2048

_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


def usable_algorithms(names: Sequence[str]) -> bool:
    """Whether all of these sign with a key that the provider alone has."""
    return ASYMMETRIC.issuperset(names)


def believed(
    id_token: Any, provider: OidcProvider, *, nonce: str, access_token: Any
) -> dict[str, Any]:
    """
    The claims of an ID token, once all of them hold.

    :raises FederatedLoginFailed:
    :raises ProviderUnavailable: when its keys cannot be read.
    """
    try:
        algorithm = _algorithm(id_token, provider)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            _key(provider, algorithm, jwt.get_unverified_header(id_token).get("kid")),
            algorithms=[algorithm],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": _REQUIRED},
        )
        holds = (
            _is_ours(claims, provider)
            and claims.get("nonce") == nonce
            and claims["iat"] >= time() - OLDEST_SECONDS - LEEWAY_SECONDS
            and _is_of(access_token, claims, algorithm)
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise errors.FederatedLoginFailed from error
    if not holds:
        raise errors.FederatedLoginFailed
    return claims


def _algorithm(id_token: Any, provider: OidcProvider) -> str:
    """The algorithm that a token names, if it is one that the project lets its provider use."""
    header = jwt.get_unverified_header(id_token)
    algorithm = header.get("alg")
    if algorithm not in ASYMMETRIC or algorithm not in provider.algorithms or "crit" in header:
        raise errors.FederatedLoginFailed
    return str(algorithm)


def _is_ours(claims: dict[str, Any], provider: OidcProvider) -> bool:
    """Whether a token was made for us; where others may read it too, it has to say so."""
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    alone = provider.client_id if len(audiences) == 1 else None
    return bool(claims.get("azp", alone) == provider.client_id)


def _is_of(access_token: Any, claims: dict[str, Any], algorithm: str) -> bool:
    """Whether an access token is the one that an ID token came with, where the latter says so."""
    if "at_hash" not in claims:
        return True
    if not isinstance(access_token, str):
        return False
    digest = jwt.get_algorithm_by_name(algorithm).compute_hash_digest(access_token.encode())
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
    return bool(claims["at_hash"] == half)


def _key(provider: OidcProvider, algorithm: str, kid: Any) -> Any:
    """The public key of a token; a provider that has new ones is asked for them once."""
    for anew in (False, True):
        found = [
            key
            for key in _documents.keys.of(provider, anew=anew)
            if (kid is None or key.get("kid") == kid)
            and key.get("use", "sig") == "sig"
            and key.get("alg", algorithm) == algorithm
            and key.get("kty") == ("EC" if algorithm.startswith("ES") else "RSA")
        ]
        if len(found) == 1:
            return _strong(jwt.PyJWK(found[0], algorithm).key)
    raise errors.FederatedLoginFailed


def _strong(key: Any) -> Any:
    if isinstance(key, RSAPublicKey) and key.key_size < SHORTEST_RSA_BITS:
        raise errors.FederatedLoginFailed
    return key
