"""Guessing passwords: so many tries for one address from one place, and no more."""

from math import ceil

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, tokens
from dovetail.accounts.conf import conf
from dovetail.accounts.models import LoginFailures
from dovetail.shared_kernel.network import place_of

from ._circumstances import circumstances


@transaction.atomic
def count_try(email: str) -> str:
    """
    Count a try before the password is looked at, so that tries at once are counted too.

    Addresses that nobody has are counted alike.

    :returns: the key to forget it by, once the try has succeeded.
    :raises TooManyLogins:
    """
    key = tokens.opaque_key("login_failures", email, place_of(circumstances().ip))
    now = timezone.now()
    resets_at = now + conf().login_failure_window
    failures, _ = LoginFailures.objects.select_for_update().get_or_create(
        key=key, defaults={"resets_at": resets_at}
    )
    if failures.resets_at <= now:
        failures.count, failures.resets_at = 0, resets_at
    if failures.count >= conf().login_failures:
        seconds = ceil((failures.resets_at - now).total_seconds())
        raise errors.TooManyLogins(retry_after=max(1, seconds))
    failures.count += 1
    failures.save(update_fields=["count", "resets_at"])
    return key


def forget(key: str) -> None:
    """Start again at none: the password was right."""
    LoginFailures.objects.filter(key=key).update(count=0)
