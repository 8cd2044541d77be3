"""Challenges for passkeys, good for one answer, and what an answer proves."""

import secrets
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils import timezone

from dovetail.accounts import errors, events, webauthn
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge, Passkey
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _challenges, _history
from ._circumstances import circumstances


@dataclass(frozen=True, slots=True)
class Proof:
    """Whose passkey answered, and how it authenticates (RFC 8176)."""

    person: Any
    amr: list[str]


def refuse_unless_offered() -> None:
    """:raises PasskeysNotOffered:"""
    if not webauthn.is_offered():
        raise errors.PasskeysNotOffered


def begin(purpose: Purpose, *, user_id: UserId | None, **data: Any) -> tuple[Challenge, bytes]:
    """A challenge of its own, and the random bytes that an authenticator has to sign."""
    challenge = Challenge(
        purpose=purpose,
        user_id=user_id,
        ip=circumstances().ip,
        expires_at=timezone.now() + conf().challenge_lifetime,
    )
    challenge.save(force_insert=True)
    return challenge, hold(challenge, **data)


def hold(challenge: Challenge, **data: Any) -> bytes:
    """Random bytes to be signed, kept in a challenge instead of those that it held."""
    signed = secrets.token_bytes(webauthn.CHALLENGE_BYTES)
    challenge.data = {**challenge.data, **data, "challenge": signed.hex()}
    challenge.save(update_fields=["data"])
    return signed


def take(challenge: Challenge) -> bytes | None:
    """The bytes that a locked challenge holds; this is their one answer, right or wrong."""
    held = challenge.data.pop("challenge", None)
    challenge.save(update_fields=["data"])
    return None if held is None else bytes.fromhex(held)


def use_up(challenge_id: UUID, purpose: Purpose, *, user_id: UserId | None) -> Challenge | None:
    """
    A challenge of its own that was not answered yet; nobody answers it again.

    None, and nothing is used up, when it is another purpose's or another person's.
    """
    challenge = _challenges.lock_live(challenge_id, purpose)
    if challenge is None or (user_id is not None and str(challenge.user_id) != user_id):
        return None
    _challenges.consume(challenge)
    return challenge


def proven(
    credential: Mapping[str, Any], *, challenge: bytes | None, user_id: UserId | None
) -> Proof | None:
    """
    Whose passkey signed, within the caller's transaction; None when nobody's who is asked for.

    The person is locked before their passkey, as everywhere.

    :param user_id: who has to sign; None for anybody.
    """
    passkey = None if challenge is None else _locked(credential["id"])
    if challenge is None or passkey is None:
        return None
    if user_id is not None and str(passkey.user_id) != user_id:
        return None
    stored = webauthn.Stored(bytes(passkey.credential_data), bytes(passkey.user_handle))
    try:
        state = webauthn.asserted(
            credential, stored, challenge=challenge, is_discovered=user_id is None
        )
    except webauthn.CeremonyFailed:
        return None
    if not _is_the_same(passkey, state):
        return None
    _keep(passkey, state)
    return Proof(passkey.user, amr_of(state.is_backup_eligible))


def amr_of(is_backup_eligible: bool) -> list[str]:
    """
    How a passkey authenticates (RFC 8176): a key in software or hardware, and presence.

    Without attestation nobody vouches for hardware; a key that may leave its device is in none.
    """
    return ["swk" if is_backup_eligible else "hwk", "user"]


def amr_of_known(credential: Mapping[str, Any]) -> list[str]:
    """The same of a passkey that is to answer, before it is known whether its answer holds."""
    known = Passkey.objects.filter(credential_id=decoded(credential["id"]))
    return amr_of(bool(known.values_list("is_backup_eligible", flat=True).first()))


def lock_person(user_id: UserId) -> Any:
    """Let one use or change of a person's passkeys follow the other."""
    users: Any = get_user_model()
    return users._default_manager.select_for_update(of=("self",), no_key=True).get(pk=user_id)


def _locked(credential_id: str) -> Passkey | None:
    found = Passkey.objects.filter(credential_id=decoded(credential_id))
    user_id = found.values_list("user_id", flat=True).first()
    if user_id is None:
        return None
    lock_person(str(user_id))
    return found.select_for_update(of=("self",)).select_related("user").first()


def _is_the_same(passkey: Passkey, state: webauthn.State) -> bool:
    """
    Whether nothing speaks for a copy: the counter went up, or stayed at zero (section 6.1.1).

    The signature held, so a copy of the key is abroad, or the authenticator is broken; its owner
    is told either way.
    """
    if state.is_backup_eligible != passkey.is_backup_eligible:
        return False
    if state.sign_count > passkey.sign_count or state.sign_count == passkey.sign_count == 0:
        return True
    user_id = str(passkey.user_id)
    _history.record("passkey_copy_suspected", user_id=user_id, passkey_id=str(passkey.id))
    publish(
        events.PasskeyCopySuspected(
            user_id=user_id, passkey_id=passkey.id, passkey_name=passkey.name
        )
    )
    return False


def _keep(passkey: Passkey, state: webauthn.State) -> None:
    passkey.sign_count = state.sign_count
    passkey.is_backed_up = state.is_backed_up
    passkey.last_used_at = timezone.now()
    passkey.save(update_fields=["sign_count", "is_backed_up", "last_used_at"])


def decoded(text: str) -> bytes:
    """Bytes from base64url without padding, which the request was checked to be."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
