"""
The ceremonies of passkeys (W3C Web Authentication, level 3): what a browser is asked, and what of
its answer holds.

User verification is required and enforced, so a passkey is two factors: what somebody has, and
what they know or are.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dovetail.shared_kernel.errors import said_by

from .conf import conf

try:
    from fido2.server import Fido2Server
    from fido2.webauthn import (
        AttestationConveyancePreference,
        AttestedCredentialData,
        AuthenticationResponse,
        AuthenticatorData,
        AuthenticatorTransport,
        PublicKeyCredentialDescriptor,
        PublicKeyCredentialParameters,
        PublicKeyCredentialRpEntity,
        PublicKeyCredentialType,
        PublicKeyCredentialUserEntity,
        RegistrationResponse,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )
except ImportError:  # the extra `passkeys` is not installed
    IS_INSTALLED = False
else:
    IS_INSTALLED = True

ALGORITHMS = (-7, -8, -257)
"""ES256, EdDSA and RS256 (IANA's COSE registry). fido2 reads more than these, SHA-1 among them."""

CHALLENGE_BYTES = USER_HANDLE_BYTES = 32
LONGEST_CREDENTIAL_ID = 1023

_log = logging.getLogger(__name__)


class CeremonyFailed(Exception):
    """What the browser answered does not hold."""


@dataclass(frozen=True, slots=True)
class Person:
    """What an authenticator shows of whose passkey it is."""

    handle: bytes
    email: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A passkey, as a browser finds it again."""

    credential_id: bytes
    transports: list[str]


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a passkey to recognize it by."""

    credential_data: bytes
    user_handle: bytes


@dataclass(frozen=True, slots=True)
class State:
    """What an authenticator says of a passkey in each ceremony."""

    sign_count: int
    is_backup_eligible: bool
    """Whether it may leave its device."""
    is_backed_up: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """A new passkey."""

    credential_id: bytes
    credential_data: bytes
    state: State


def is_offered() -> bool:
    """Whether the project has all that passkeys need."""
    return IS_INSTALLED and bool(conf().webauthn_rp_id and conf().webauthn_origins)


def creation_options(
    person: Person, *, challenge: bytes, existing: Sequence[Descriptor]
) -> dict[str, Any]:
    """What a browser is asked to make a passkey; not on a device that has one of them."""
    options, _ = _server().register_begin(
        PublicKeyCredentialUserEntity(
            id=person.handle, name=person.email, display_name=person.full_name or person.email
        ),
        credentials=_descriptors(existing),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return dict(options.public_key)


def request_options(*, challenge: bytes, allowed: Sequence[Descriptor] = ()) -> dict[str, Any]:
    """What a browser is asked to log in with: any passkey that it has of us, or one of some."""
    options, _ = _server().authenticate_begin(
        credentials=_descriptors(allowed) or None,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return dict(options.public_key)


def registered(credential: Mapping[str, Any], *, challenge: bytes) -> Registered:
    """
    The passkey that a browser made; attestation is not asked for, and not looked at.

    :raises CeremonyFailed:
    """
    server = _server()
    try:
        _, state = server.register_begin(
            PublicKeyCredentialUserEntity(id=b"-"),
            user_verification=UserVerificationRequirement.REQUIRED,
            challenge=challenge,
        )
        answer = RegistrationResponse.from_dict(credential)
        data = server.register_complete(state, answer)
        made = data.credential_data
        if made is None:
            raise ValueError("There is no credential.")
        _demand(made.credential_id == answer.raw_id, "This is another credential.")
        _demand(made.public_key.ALGORITHM in ALGORITHMS, "The algorithm was not offered.")
        _demand(len(made.credential_id) <= LONGEST_CREDENTIAL_ID, "The credential id is too long.")
        _demand(not answer.response.client_data.cross_origin, "The page was in a frame.")
        return Registered(made.credential_id, bytes(made), _state_of(data))
    except Exception as error:  # whatever reading hostile bytes may raise
        raise _failed(error) from error


def asserted(
    credential: Mapping[str, Any], stored: Stored, *, challenge: bytes, is_discovered: bool
) -> State:
    """
    What a passkey says of itself, once its signature holds.

    :param is_discovered: whether no passkey was asked for by name; the answer then names whose it
        is, and may do so anyway.
    :raises CeremonyFailed:
    """
    server = _server()
    try:
        _, state = server.authenticate_begin(
            user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
        )
        answer = AuthenticationResponse.from_dict(credential)
        known = [AttestedCredentialData(stored.credential_data)]
        server.authenticate_complete(state, known, answer)
        named = answer.response.user_handle
        is_theirs = named == stored.user_handle or (named is None and not is_discovered)
        _demand(is_theirs, "This is somebody else's.")
        _demand(not answer.response.client_data.cross_origin, "The page was in a frame.")
        return _state_of(answer.response.authenticator_data)
    except Exception as error:  # whatever reading hostile bytes may raise
        raise _failed(error) from error


def _server() -> "Fido2Server":
    chosen = conf()
    name = chosen.webauthn_rp_name or chosen.product_name or chosen.webauthn_rp_id
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=chosen.webauthn_rp_id, name=name),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin in chosen.webauthn_origins,
    )
    milliseconds = int(chosen.challenge_lifetime.total_seconds() * 1000)
    server.timeout = milliseconds  # type: ignore[assignment]  # it is typed as None, its default
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=algorithm)
        for algorithm in ALGORITHMS
    ]
    return server


def _descriptors(passkeys: Sequence[Descriptor]) -> "list[PublicKeyCredentialDescriptor]":
    known = {transport.value for transport in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            type=PublicKeyCredentialType.PUBLIC_KEY,
            id=passkey.credential_id,
            transports=[AuthenticatorTransport(way) for way in passkey.transports if way in known]
            or None,
        )
        for passkey in passkeys
    ]


def _state_of(data: "AuthenticatorData") -> State:
    eligible, backed_up = data.is_backup_eligible(), data.is_backed_up()
    _demand(eligible or not backed_up, "What cannot be backed up is said to be.")
    return State(data.counter, eligible, backed_up)


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def _failed(error: Exception) -> CeremonyFailed:
    """An operator sees why: most often an origin that webauthn_origins does not name."""
    _log.info("A passkey was refused: %s", said_by(error))
    return CeremonyFailed(said_by(error))
