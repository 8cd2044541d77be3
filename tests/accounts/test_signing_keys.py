"""Access tokens that others verify with a public key, and the forgeries that this invites."""

import base64
import hmac
import json
from datetime import UTC, datetime
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from dovetail.accounts.checks import check_settings
from dovetail.accounts.testing import bearer, tokens_of

pytestmark = pytest.mark.django_db

ME, KEYS = "/api/v1/me", "/.well-known/jwks.json"
MAKERS = {
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}
EVERY = pytest.mark.parametrize("algorithm", list(MAKERS))


def private(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public(key):
    encoded = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return encoded.decode()


@pytest.fixture
def sign_with(settings):
    """Have the project sign with a key, and verify with others besides."""

    def choose(algorithm, key, *previous):
        settings.DOVETAIL_ACCOUNTS = {
            "jwt_algorithm": algorithm,
            "jwt_signing_key": private(key),
            "jwt_previous_keys": tuple(public(one) for one in previous),
        }

    return choose


@EVERY
def test_a_token_names_the_key_that_everybody_may_read(sign_with, ada, anonymous, algorithm):
    sign_with(algorithm, MAKERS[algorithm]())
    token = tokens_of(ada).access_token

    published = anonymous.get(KEYS)

    assert published["Cache-Control"] == "public, max-age=300"
    (jwk,) = published.json()["keys"]
    header = jwt.get_unverified_header(token)
    assert header == {"alg": algorithm, "typ": "JWT", "kid": jwk["kid"]}
    assert {"d", "p", "q", "k"}.isdisjoint(jwk)
    assert (jwk["use"], jwk["alg"]) == ("sig", algorithm)
    claims = jwt.decode(
        token, jwt.PyJWK(jwk).key, algorithms=[algorithm], audience="dovetail", issuer="dovetail"
    )
    assert claims["sub"] == str(ada.pk)
    assert bearer(token).get(ME).status_code == 200


def test_the_name_of_a_key_is_its_thumbprint(sign_with, anonymous):
    """The example of RFC 8037, appendix A.3."""
    raw = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    sign_with("EdDSA", ed25519.Ed25519PrivateKey.from_private_bytes(raw))

    (jwk,) = anonymous.get(KEYS).json()["keys"]

    assert jwk["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_secret_is_not_published(anonymous):
    answer = anonymous.get(KEYS)

    assert (answer.status_code, answer.json()["code"]) == (404, "no_signing_keys")


@EVERY
def test_a_key_is_rotated_without_logging_anybody_out(sign_with, ada, anonymous, algorithm):
    first, second = MAKERS[algorithm](), MAKERS[algorithm]()
    sign_with(algorithm, first)
    old = tokens_of(ada).access_token

    sign_with(algorithm, second, first)
    assert bearer(old).get(ME).status_code == 200
    new = tokens_of(ada).access_token
    assert bearer(new).get(ME).status_code == 200
    names = [jwk["kid"] for jwk in anonymous.get(KEYS).json()["keys"]]
    assert names == [jwt.get_unverified_header(token)["kid"] for token in (new, old)]

    sign_with(algorithm, second)

    assert (bearer(old).get(ME).status_code, bearer(new).get(ME).status_code) == (401, 200)


def test_a_secret_key_is_rotated_without_logging_anybody_out(ada, settings):
    old = tokens_of(ada)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for tests, that is long enough for HMAC with SHA-256"
    assert bearer(old.access_token).get(ME).status_code == 200

    settings.SECRET_KEY_FALLBACKS = []

    assert bearer(old.access_token).get(ME).status_code == 401


@EVERY
def test_tokens_of_another_algorithm_end_when_it_is_changed(sign_with, ada, settings, algorithm):
    shared = tokens_of(ada).access_token
    sign_with(algorithm, MAKERS[algorithm]())
    paired = tokens_of(ada).access_token
    assert bearer(shared).get(ME).status_code == 401

    settings.DOVETAIL_ACCOUNTS = {}

    assert (bearer(shared).get(ME).status_code, bearer(paired).get(ME).status_code) == (200, 401)


def _by_hand(header, claims, key):
    """A token whose header is written as it comes, signed with HMAC; libraries refuse to."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, claims)
    ]
    mac = hmac.digest(key, b".".join(parts), "sha256") if key else b""
    return b".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()


# What a forger may send who holds the public key, a key of their own, or somebody's token: each is
# made of good claims, the server's key, a key of the forger's and the name of the server's.
FORGERIES = {
    "no algorithm": lambda f: _by_hand({"alg": "none", "typ": "JWT", "kid": f.kid}, f.claims, b""),
    "no algorithm in capitals": lambda f: _by_hand(
        {"alg": "NONE", "typ": "JWT", "kid": f.kid}, f.claims, b""
    ),
    "the public key as a secret": lambda f: _by_hand(
        {"alg": "HS256", "typ": "JWT", "kid": f.kid}, f.claims, public(f.key).encode()
    ),
    "the public key as a secret, said to be a pair": lambda f: _by_hand(
        {"alg": f.algorithm, "typ": "JWT", "kid": f.kid}, f.claims, public(f.key).encode()
    ),
    "another key under our name": lambda f: f.sign(key=f.other),
    "another key under its own name": lambda f: f.sign(key=f.other, kid="mine"),
    "a name of nothing": lambda f: f.sign(kid="nothing"),
    "a path as a name": lambda f: f.sign(kid="../../../dev/null"),
    "SQL as a name": lambda f: f.sign(kid="' UNION SELECT 'key"),
    "a number as a name": lambda f: _by_hand(
        {"alg": f.algorithm, "typ": "JWT", "kid": 7}, f.claims, b"x"
    ),
    "no name": lambda f: f.sign(kid=None),
    "another of our keys by name": lambda f: f.sign(kid=f.previous_kid),
    "a key in the header": lambda f: f.sign(
        key=f.other, jwk=json.loads(f.library.to_jwk(f.other.public_key()))
    ),
    "the address of a key set": lambda f: f.sign(key=f.other, jku="http://127.0.0.1:9/keys"),
    "the address of a certificate": lambda f: f.sign(key=f.other, x5u="http://127.0.0.1:9/cert"),
    "a certificate": lambda f: f.sign(key=f.other, x5c=["MIIB"]),
    "a critical extension": lambda f: f.sign(crit=["exp"], exp=1),
    "another type": lambda f: f.sign(typ="dpop+jwt"),
    "an identity token's type": lambda f: f.sign(typ="id+jwt"),
    "no type": lambda f: f.sign(typ=None),
    "another kind": lambda f: f.sign({"token_type": "refresh"}),
    "another audience": lambda f: f.sign({"aud": "another"}),
    "another issuer": lambda f: f.sign({"iss": "another"}),
    "expired": lambda f: f.sign({"exp": datetime(2020, 1, 1, tzinfo=UTC)}),
    "not valid yet": lambda f: f.sign({"nbf": datetime(2100, 1, 1, tzinfo=UTC)}),
    "another session": lambda f: f.sign({"sid": str(uuid4())}),
    "another user": lambda f: f.sign({"sub": str(uuid4())}),
    "another epoch": lambda f: f.sign({"session_epoch": 2}),
    "a changed claim": lambda f: f.spliced({"sub": str(uuid4())}),
}


class Forger:
    def __init__(self, token, algorithm, key, previous):
        self.algorithm, self.key, self.other = algorithm, key, MAKERS[algorithm]()
        self.token = token
        self.claims = jwt.decode(token, options={"verify_signature": False})
        self.kid = jwt.get_unverified_header(token)["kid"]
        self.previous_kid = previous
        self.library = jwt.get_algorithm_by_name(algorithm)

    def sign(self, claims=None, *, key=None, **header):
        named = {"kid": self.kid, **header}
        return jwt.encode(
            {**self.claims, **(claims or {})},
            key or self.key,
            algorithm=self.algorithm,
            headers={name: value for name, value in named.items() if name == "typ" or value},
        )

    def spliced(self, claims):
        head, _, signature = self.token.split(".")
        body = json.dumps({**self.claims, **claims}).encode()
        return ".".join([head, base64.urlsafe_b64encode(body).decode().rstrip("="), signature])


@EVERY
def test_a_forged_or_confused_token_is_refused(sign_with, ada, anonymous, algorithm):
    key, previous = MAKERS[algorithm](), MAKERS[algorithm]()
    sign_with(algorithm, key, previous)
    token = tokens_of(ada).access_token
    other_kid = anonymous.get(KEYS).json()["keys"][1]["kid"]
    forger = Forger(token, algorithm, key, other_kid)
    assert bearer(forger.sign()).get(ME).status_code == 200

    answers = {name: bearer(forge(forger)).get(ME) for name, forge in FORGERIES.items()}

    said = {name: (one.status_code, one.json()["code"]) for name, one in answers.items()}
    assert said == dict.fromkeys(FORGERIES, (401, "invalid_token"))


def _settings(algorithm, key, *previous):
    return {
        "jwt_algorithm": algorithm,
        "jwt_signing_key": key,
        "jwt_previous_keys": previous,
    }


ES, ED = MAKERS["ES256"](), MAKERS["EdDSA"]()
BAD = {
    "no key": (_settings("ES256", ""), "no private key in PEM"),
    "no PEM": (_settings("ES256", "x" * 64), "no private key in PEM"),
    "a public key to sign with": (_settings("ES256", public(ES)), "no private key in PEM"),
    "a key of another kind": (_settings("ES256", private(ED)), "the curve P-256"),
    "another curve": (
        _settings("ES256", private(ec.generate_private_key(ec.SECP384R1()))),
        "the curve P-256",
    ),
    "a short key": (
        _settings("RS256", private(rsa.generate_private_key(65537, 1024))),
        "RSA of 2048 bits",
    ),
    "a private key to verify with": (
        _settings("ES256", private(ES), private(ES)),
        "no public key in PEM",
    ),
    "a previous key of another kind": (_settings("EdDSA", private(ED), public(ES)), "Ed25519"),
    "a key twice": (_settings("EdDSA", private(ED), public(ED)), "given twice"),
    "an unknown algorithm": (_settings("none", private(ED)), "which is none"),
}


@pytest.mark.parametrize("case", BAD)
def test_keys_that_do_not_fit_do_not_start(settings, case):
    settings.DOVETAIL_ACCOUNTS, words = BAD[case]

    (fault,) = check_settings(None)

    assert fault.id == "accounts.E007"
    assert words in fault.msg
    assert "BEGIN" not in fault.msg


@EVERY
def test_keys_that_fit_start(sign_with, algorithm):
    sign_with(algorithm, MAKERS[algorithm](), MAKERS[algorithm]())

    assert check_settings(None) == []
