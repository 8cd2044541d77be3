"""Log-ins that another app of the project has let in, and is believed about."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from dovetail.accounts import errors, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.transports import UserId

from . import _completion, _federation, _history, _people
from ._circumstances import circumstances


def take_over_login(
    *, user_id: UserId, sign: str, amr: Sequence[str], authenticated_at: datetime
) -> transports.Login:
    """
    Open a session for whom another app has logged in, not long ago.

    :param sign: what tells that log-in from every other one; it is good for once, whatever keeps
        the other app's sessions.
    :raises NoProviderSession:
    """
    login = _taken_over(user_id, sign, amr, authenticated_at)
    if login is None:
        raise errors.NoProviderSession
    return login


@transaction.atomic
def _taken_over(
    user_id: UserId, sign: str, amr: Sequence[str], authenticated_at: datetime
) -> transports.Login | None:
    person = _people.find_active(user_id)
    age = timezone.now() - authenticated_at
    if person is None or age > conf().challenge_lifetime or not _is_first(user_id, sign):
        _history.record("login_failed", user_id=user_id, method=_federation.FEDERATED)
        return None
    return _completion.finish(
        person,
        amr=[_federation.FEDERATED, *amr],
        authenticated_at=_federation.since(person, authenticated_at),
    )


def _is_first(user_id: UserId, sign: str) -> bool:
    """Whether a log-in was never taken over; its row stays until it is too old to be."""
    now = timezone.now()
    digest = hashlib.sha256(f"{user_id}\n{sign}".encode()).digest()
    taken = Challenge(
        id=UUID(bytes=digest[:16]),
        purpose=Purpose.FEDERATED_LOGIN,
        user_id=user_id,
        ip=circumstances().ip,
        expires_at=now + conf().challenge_lifetime,
        consumed_at=now,
    )
    try:
        with transaction.atomic():
            taken.save(force_insert=True)
    except IntegrityError:
        return False
    return True
