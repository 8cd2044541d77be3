"""Reads of second factors: which there are, and which a person has."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet

from dovetail.accounts import transports, webauthn
from dovetail.accounts.models import Passkey, RecoveryCode, TotpDevice
from dovetail.accounts.ports import MfaPolicy
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.transports import UserId

PASSKEY = "passkey"

FACTORS: dict[str, QuerySet[Any]] = {
    "totp": TotpDevice.objects.filter(confirmed_at__isnull=False),
    PASSKEY: Passkey.objects.all(),
}
"""The rows that are somebody's factor, by the name of its method; each has a `user`."""

RECOVERY_CODE = "recovery_code"


def list_factors(user_id: UserId) -> list[str]:
    """
    By what a person may show, beside the first proof, who they are.

    Recovery codes are for whoever has lost another factor, and none by themselves. Passkeys are
    not named where they are not offered any more, unless nothing else is left: whoever has one
    is never let in without a second factor.
    """
    users: Any = get_user_model()
    asked = {**FACTORS, RECOVERY_CODE: RecoveryCode.objects.filter(used_at=None)}
    held = [Exists(rows.filter(user=OuterRef("pk"))) for rows in asked.values()]
    found = users._default_manager.filter(pk=user_id).values_list(*held).first() or ()
    methods = [method for method, is_held in zip(asked, found, strict=False) if is_held]
    if methods == [RECOVERY_CODE]:
        return []
    usable = [method for method in methods if method != PASSKEY or webauthn.is_offered()]
    return usable or methods


def get_mfa(user_id: UserId) -> transports.Mfa:
    """A person's second factors, and whether they must have one."""
    users: Any = get_user_model()
    device = FACTORS["totp"].filter(user_id=user_id).values_list("confirmed_at", flat=True).first()
    return transports.Mfa(
        is_required=wired(MfaPolicy).is_required(users._default_manager.get(pk=user_id)),
        methods=list_factors(user_id),
        totp_confirmed_at=device,
        recovery_codes_left_count=RecoveryCode.objects.filter(
            user_id=user_id, used_at=None
        ).count(),
    )
