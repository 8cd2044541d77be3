"""Guessing: so many tries for one subject from one place, and so many from anywhere."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dovetail.accounts import errors, tokens
from dovetail.accounts.conf import conf
from dovetail.accounts.models import LoginFailures
from dovetail.shared_kernel.network import place_of

from ._circumstances import circumstances

ACCOUNT_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tries:
    """What was counted for one try."""

    here: str
    anywhere: str
    total: int | None
    """The tries from anywhere within the hour; None when there were too many before this one."""


@transaction.atomic
def count_try(subject: str) -> Tries:
    """
    Count a try before the secret is looked at, so that tries at once are counted too.

    Two counters, each its own: of the subject from this place, and of it from anywhere.
    Addresses that nobody has are counted alike.

    :raises TooManyLogins: when there were too many from this place.
    """
    here = tokens.opaque_key("login_failures", subject, place_of(circumstances().ip))
    anywhere = tokens.opaque_key("login_failures", subject, "anywhere")
    if _counted(here, conf().login_failures, conf().login_failure_window) is None:
        raise _too_many(here)
    total = _counted(anywhere, conf().account_login_failures, ACCOUNT_WINDOW)
    return Tries(here, anywhere, total)


def refuse_elsewhere(tries: Tries) -> None:
    """
    Nothing, unless too many tries failed from anywhere.

    :raises TooManyLogins:
    """
    if tries.total is None:
        raise _too_many(tries.anywhere)


def forget(tries: Tries) -> None:
    """
    The secret was right: start again at none from here; what failed elsewhere is kept.

    Whoever locks the person too does that before, as an erasure does.
    """
    LoginFailures.objects.filter(key=tries.here).update(count=0)
    if tries.total is not None:
        LoginFailures.objects.filter(key=tries.anywhere, count__gt=0).update(count=F("count") - 1)


def _counted(key: str, most: int, window: timedelta) -> int | None:
    """Count one up; None, and not counted, when there are as many as there may be."""
    now = timezone.now()
    failures, _ = LoginFailures.objects.select_for_update().get_or_create(
        key=key, defaults={"resets_at": now + window}
    )
    if failures.resets_at <= now:
        failures.count, failures.resets_at = 0, now + window
    if failures.count >= most:
        return None
    failures.count += 1
    failures.save(update_fields=["count", "resets_at"])
    return failures.count


def _too_many(key: str) -> errors.TooManyLogins:
    resets_at = LoginFailures.objects.values_list("resets_at", flat=True).get(key=key)
    seconds = ceil((resets_at - timezone.now()).total_seconds())
    return errors.TooManyLogins(retry_after=max(1, seconds))
