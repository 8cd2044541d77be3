"""Setting up the app that computes codes, and doing without it."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, totp, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import TotpDevice
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.sealed import SealBroken, reseal, seal
from dovetail.shared_kernel.transports import UserId

from . import _factor_changes, _failures, _people, _totp

METHOD = "totp"


@transaction.atomic
def begin_totp(*, actor: Actor) -> transports.TotpSecret:
    """
    A secret for the caller's app; it is told once, and counts when a code of it was entered.

    :raises AlreadyEnrolled:
    """
    person, _ = _factor_changes.lock_caller(actor)
    return begin(person)


def confirm_totp(*, actor: Actor, code: str) -> transports.RecoveryCodes:
    """
    Make the app a factor of the caller's, by a code of it; their other sessions end.

    :raises TooManyLogins:
    :raises ChallengeFailed:
    """
    tries = _failures.count_try(f"{Purpose.FACTOR_ENROLLMENT}:{actor.user_id}")
    with transaction.atomic():
        person, session_id = _factor_changes.lock_caller(actor)
        is_right = confirm(person, code)
        if is_right:
            _failures.forget(tries)
            codes = _factor_changes.added(person, METHOD, session_id=session_id, amr=["otp"])
    if not is_right:
        raise errors.ChallengeFailed
    return transports.RecoveryCodes(codes)


@transaction.atomic
def remove_totp(*, actor: Actor) -> None:
    """
    Do without the app; the caller's other sessions end.

    :raises NotFound:
    :raises LastFactor: where the project demands a factor of them, and they have no other.
    """
    person, session_id = _factor_changes.lock_caller(actor)
    theirs = TotpDevice.objects.filter(user=person, confirmed_at__isnull=False)
    if not theirs.exists():
        raise NotFound
    _factor_changes.refuse_last(person, METHOD)
    theirs.delete()
    _factor_changes.removed(person, METHOD, session_id=session_id)


@transaction.atomic
def import_totp(*, user_id: UserId, secret: str) -> list[str]:
    """
    Take over a secret (base32) that a person's app already has, from another system.

    :raises NotFound: when there is nobody, or they may not log in.
    :raises AlreadyEnrolled:
    """
    person = _people.lock_active(user_id)
    if person is None:
        raise NotFound
    _forget_pending(person)
    TotpDevice.objects.create(user=person, sealed_secret=seal(secret), confirmed_at=timezone.now())
    return _factor_changes.added(person, METHOD, session_id=None)


def reseal_secrets(*, after: UUID | None = None, limit: int = 1000) -> tuple[UUID | None, int]:
    """
    Encrypt with the newest key what an older one holds among some secrets, in the order of ids.

    Answers where to go on (None at the end) and how many there were. One whose key is gone
    stays as it is.
    """
    rows = TotpDevice.objects.order_by("id").filter(id__gt=after or UUID(int=0))
    last, changed = None, 0
    for last, sealed in rows.values_list("id", "sealed_secret")[:limit]:
        with suppress(SealBroken):
            again = reseal(sealed)
            theirs = TotpDevice.objects.filter(id=last, sealed_secret=sealed)
            changed += theirs.update(sealed_secret=again) if again != sealed else 0
    return last, changed


def begin(person: Any) -> transports.TotpSecret:
    """A new secret that waits for its first code, instead of one that waits already."""
    _forget_pending(person)
    secret = totp.new_secret()
    device = TotpDevice.objects.create(user=person, sealed_secret=seal(secret))
    account = str(getattr(person, person.get_email_field_name()) or person.pk)
    return transports.TotpSecret(
        secret=secret,
        otpauth_url=totp.url_of(secret, account=account, issuer=conf().product_name),
        expires_at=device.created_at + conf().challenge_lifetime,
    )


def confirm(person: Any, code: str) -> bool:
    """Make the app that waits a factor, if the code is one of its; that code is used up."""
    device = TotpDevice.objects.select_for_update().filter(user=person, confirmed_at=None).first()
    since = timezone.now() - conf().challenge_lifetime
    if device is None or device.created_at < since or not _totp.is_new_code(device, code):
        return False
    device.confirmed_at = timezone.now()
    device.save(update_fields=["confirmed_at"])
    return True


def _forget_pending(person: Any) -> None:
    if TotpDevice.objects.filter(user=person, confirmed_at__isnull=False).exists():
        raise errors.AlreadyEnrolled
    TotpDevice.objects.filter(user=person).delete()
