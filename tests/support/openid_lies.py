"""What a provider that lies says in its ID tokens."""

import base64
import hmac
import json

SPOILED = {
    "iss": {"iss": "https://elsewhere.example"},
    "aud": {"aud": "somebody else"},
    "aud_many": {"aud": ["dovetail:tests", "somebody else"]},
    "azp": {"azp": "somebody else"},
    "nonce": {"nonce": "another"},
    "no_nonce": {"nonce": "absent"},
    "expired": {"exp": 1_000_000_000},
    "no_exp": {"exp": "absent"},
    "old": {"iat": 1_000_000_000},
    "future": {"iat": 4_000_000_000},
    "odd_iat": {"iat": "1000"},
    "at_hash": {"at_hash": "another"},
    "no_sub": {"sub": "absent"},
    "empty_sub": {"sub": ""},
    "odd_sub": {"sub": "a\0b"},
    "surrogate_sub": {"sub": "\ud800"},
    "long_sub": {"sub": "x" * 256},
}


def by_secret(claims, secret):
    """An HS256 token; PyJWT would refuse a public key as its secret."""
    parts = [json.dumps({"alg": "HS256", "typ": "JWT"}), json.dumps(claims)]
    signed = b".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=") for part in parts)
    mac = base64.urlsafe_b64encode(hmac.digest(secret, signed, "sha256")).rstrip(b"=")
    return (signed + b"." + mac).decode()
