"""
An authenticator in software, and the browser before it; needs the extra `passkeys`.

It answers options as a page would send the answer on, and whatever else it is told to.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256, CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG
ORIGIN = "http://localhost:8000"

Json = dict[str, Any]


@dataclass(slots=True)
class Held:
    """A passkey that the authenticator holds."""

    credential_id: bytes
    key: ec.EllipticCurvePrivateKey
    user_handle: bytes
    sign_count: int = 0


@dataclass(slots=True)
class Device:
    """Holds passkeys of one domain, and verifies its user unless told otherwise."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    flags: FLAG = FLAG.UP | FLAG.UV
    step: int = 1
    """By how much the counter of a passkey goes up; 0 for one that is synchronized."""
    cross_origin: bool = False
    algorithm: type[CoseKey] = ES256
    """What a new key says that it is; it is one for ES256."""
    held: list[Held] = field(default_factory=list)

    def create(self, options: Mapping[str, Any], credential_id: bytes = b"") -> Json:
        """A new passkey: `RegistrationResponseJSON`."""
        passkey = Held(
            credential_id or secrets.token_bytes(32),
            ec.generate_private_key(ec.SECP256R1()),
            websafe_decode(options["user"]["id"]),
        )
        self.held.append(passkey)
        public = ES256.from_cryptography_key(passkey.key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(
            Aaguid.NONE, passkey.credential_id, CoseKey({**public, 3: self.algorithm.ALGORITHM})
        )
        data = self._data(passkey.sign_count, self.flags | FLAG.AT, credential)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            passkey,
            clientDataJSON=self._client_data("webauthn.create", options),
            attestationObject=attestation,
            transports=["internal", "hybrid"],
        )

    def get(self, options: Mapping[str, Any]) -> Json:
        """What the newest passkey signs, of those asked for: `AuthenticationResponseJSON`."""
        wanted = [websafe_decode(one["id"]) for one in options.get("allowCredentials", [])]
        passkey = [one for one in self.held if not wanted or one.credential_id in wanted][-1]
        client_data = self._client_data("webauthn.get", options)
        passkey.sign_count += self.step
        data = self._data(passkey.sign_count, self.flags)
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            passkey,
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=passkey.key.sign(signed, ec.ECDSA(hashes.SHA256())),
            userHandle=passkey.user_handle,
        )

    def _client_data(self, kind: str, options: Mapping[str, Any]) -> bytes:
        return CollectedClientData.create(
            kind, options["challenge"], self.origin, cross_origin=self.cross_origin
        )

    def _data(self, sign_count: int, flags: FLAG, credential: bytes = b"") -> AuthenticatorData:
        rp_id_hash = hashlib.sha256(self.rp_id.encode()).digest()
        data: AuthenticatorData = AuthenticatorData.create(
            rp_id_hash, flags, sign_count, credential
        )
        return data

    def _answer(self, passkey: Held, **response: Any) -> Json:
        named = websafe_encode(passkey.credential_id)
        told = {
            name: websafe_encode(value) if isinstance(value, bytes) else value
            for name, value in response.items()
        }
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": told,
        }
