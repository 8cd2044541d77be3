"""The app that computes codes: whether a code of it is right, and was not used before."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import totp
from dovetail.accounts.conf import conf
from dovetail.accounts.models import TotpDevice
from dovetail.shared_kernel.sealed import SealBroken, unseal


@transaction.atomic
def accepts(person: Any, entered: str) -> bool:
    """Whether a code is that of now; each half minute is good for one, however it is typed."""
    device = TotpDevice.objects.select_for_update().filter(user=person).first()
    if device is None or device.confirmed_at is None:
        return False
    return is_new_code(device, entered)


def is_new_code(device: TotpDevice, entered: str) -> bool:
    """Use a code up if it is right and newer than all before; the device is locked by then."""
    try:
        secret = unseal(device.sealed_secret)
    except SealBroken:
        return False
    step = totp.step_of(secret, entered, at=timezone.now(), drift=conf().totp_drift_steps)
    if step is None or step <= device.last_step:
        return False
    device.last_step = step
    device.save(update_fields=["last_step"])
    return True
