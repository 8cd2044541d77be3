"""Reads of passkeys."""

from uuid import UUID

from dovetail.accounts import transports, webauthn
from dovetail.accounts.models import Passkey
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import Rows, UserId, one


def list_passkeys(user_id: UserId) -> Rows[transports.Passkey]:
    """The passkeys of a person, the newest first."""
    return _of(user_id).order_by("-id").into(transports.Passkey)


def get_passkey(user_id: UserId, passkey_id: UUID) -> transports.Passkey:
    """
    One of them.

    :raises NotFound:
    """
    return one(_of(user_id).filter(id=passkey_id).into(transports.Passkey), NotFound)


def list_passkey_descriptors(user_id: UserId) -> list[webauthn.Descriptor]:
    """A person's passkeys, as a browser finds them again."""
    rows = _of(user_id).order_by("id").values_list("credential_id", "transports")
    return [webauthn.Descriptor(bytes(key), transports) for key, transports in rows]


def find_user_handle(user_id: UserId) -> bytes | None:
    """What authenticators know a person by, if they have a passkey."""
    handle = _of(user_id).order_by("id").values_list("user_handle", flat=True).first()
    return None if handle is None else bytes(handle)


def _of(user_id: UserId) -> Rows[Passkey]:
    return Passkey.objects.filter(user_id=user_id)
