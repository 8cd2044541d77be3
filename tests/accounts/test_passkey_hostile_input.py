"""What no browser writes is refused in words, whatever a library makes of it."""

from base64 import urlsafe_b64encode

import pytest
from fido2 import cbor

from dovetail.accounts.models import Passkey, Session

pytestmark = pytest.mark.django_db

PASSKEYS, LOGIN = "/api/v1/auth/mfa/passkeys", "/api/v1/auth/login/passkey"
STRANGE = [None, 5, True, [], {}, "", "\0", "a b", "AA==", "A", "a+b/", "\u202e", "x" * 20_000]
IN_NEW = ["id", "type", "response", "clientDataJSON", "attestationObject", "transports"]
IN_USED = ["id", "type", "response", "clientDataJSON", "authenticatorData", "signature"]


def told(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def changed(credential, name, value):
    """A credential with another value somewhere in it."""
    if name in credential:
        return {**credential, name: value}
    return {**credential, "response": {**credential["response"], name: value}}


def is_refused(answer):
    assert answer.status_code == 422, (answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()["code"]


@pytest.fixture
def new(ada_client, authenticator, begin_passkey):
    """Send a new passkey with something changed."""
    begun = begin_passkey()
    credential = authenticator.create(begun["options"])

    def send(name, value):
        body = {
            "challenge_id": begun["challenge_id"],
            "name": "Mine",
            "credential": changed(credential, name, value),
        }
        return ada_client.post(PASSKEYS, body)

    return send


@pytest.fixture
def used(anonymous, add_passkey, authenticator):
    """Send what a passkey signed with something changed."""
    add_passkey()
    begun = anonymous.post(f"{LOGIN}/begin").json()
    credential = authenticator.get(begun["options"])

    def send(name, value):
        body = {
            "challenge_id": begun["challenge_id"],
            "credential": changed(credential, name, value),
        }
        return anonymous.post(LOGIN, body)

    return send


@pytest.mark.parametrize("name", IN_NEW)
def test_a_strange_value_in_a_new_passkey_is_refused(new, name):
    for value in STRANGE:
        if (name, value) != ("transports", []):
            assert is_refused(new(name, value)) == "invalid", value

    assert Passkey.objects.count() == 0


@pytest.mark.parametrize("name", IN_USED)
def test_a_strange_value_in_a_used_passkey_is_refused(used, name):
    for value in STRANGE:
        assert is_refused(used(name, value)) == "invalid", value

    assert Session.objects.count() == 1


CLIENT_DATA = [
    b"{",
    b"[]",
    b"5",
    b"null",
    b'"text"',
    b"{}",
    b"\xff\xfe",
    b'{"type": 5, "challenge": 5, "origin": 5}',
    b'{"type": [], "challenge": {}, "origin": null}',
    b'{"type": "webauthn.get", "challenge": "\xc3\xa9", "origin": "http://localhost:8000"}',
    b"[" * 10_000,
    b'{"a":' * 2000,
    b"NaN",
    b"9" * 5000,
]
OBJECTS = [
    b"\0",
    b"\xff" * 100,
    b"\x81" * 10_000,
    b"\xa1" * 10_000,
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
    cbor.encode({}),
    cbor.encode([]),
    cbor.encode({"fmt": 5, "authData": 5, "attStmt": 5}),
    cbor.encode({"fmt": "none", "authData": b"", "attStmt": {}}),
    cbor.encode({"fmt": "none", "authData": b"\0" * 37, "attStmt": {}}),
    cbor.encode({"fmt": "none", "authData": b"\0" * 32 + b"\x45" + b"\0" * 4, "attStmt": {}}),
    cbor.encode({"fmt": "none", "authData": b"\0" * 32 + b"\xff" * 200, "attStmt": {}}),
]


@pytest.mark.parametrize("data", CLIENT_DATA, ids=lambda data: repr(data)[:30])
def test_client_data_that_is_none_of_a_new_passkey_is_refused(new, data):
    assert is_refused(new("clientDataJSON", told(data))) == "passkey_failed"


@pytest.mark.parametrize("data", CLIENT_DATA, ids=lambda data: repr(data)[:30])
def test_client_data_that_is_none_of_a_used_passkey_is_refused(used, data):
    assert is_refused(used("clientDataJSON", told(data))) == "passkey_failed"


@pytest.mark.parametrize("data", OBJECTS, ids=lambda data: repr(data)[:30])
def test_an_attestation_that_is_none_is_refused(new, data):
    assert is_refused(new("attestationObject", told(data))) == "passkey_failed"


@pytest.mark.parametrize("data", OBJECTS, ids=lambda data: repr(data)[:30])
def test_authenticator_data_that_is_none_is_refused(used, data):
    assert is_refused(used("authenticatorData", told(data))) == "passkey_failed"


@pytest.mark.parametrize("data", [b"\0", b"\xff" * 12_000, b"\x30\x06\x02\x01\x00\x02\x01\x00"])
def test_a_signature_that_is_none_is_refused(used, data):
    assert is_refused(used("signature", told(data))) == "passkey_failed"
