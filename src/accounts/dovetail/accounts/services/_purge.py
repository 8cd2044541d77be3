"""What nobody needs any more."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dovetail.accounts.conf import conf
from dovetail.accounts.models import Challenge, LoginFailures, SecurityEvent, Session, TotpDevice

CHALLENGES_KEPT = timedelta(days=1)
SESSIONS_KEPT = timedelta(days=30)


def purge(*, limit: int = 1000) -> int:
    """Delete some of what ended long ago; how many rows."""
    now = timezone.now()
    return sum(_deleted(rows, limit) for rows in _ended(now))


def _ended(now: datetime) -> tuple[QuerySet[Any], ...]:
    sessions_before = now - SESSIONS_KEPT
    return (
        Challenge.objects.filter(expires_at__lt=now - CHALLENGES_KEPT),
        Session.objects.filter(
            Q(expires_at__lt=sessions_before) | Q(revoked_at__lt=sessions_before)
        ),
        TotpDevice.objects.filter(confirmed_at=None, created_at__lt=now - CHALLENGES_KEPT),
        LoginFailures.objects.filter(resets_at__lt=now),
        SecurityEvent.objects.filter(created_at__lt=now - conf().security_event_retention),
    )


def _deleted(rows: QuerySet[Any], limit: int) -> int:
    chosen = rows.order_by("id").values("id")[:limit]
    deleted, _ = rows.model._default_manager.filter(id__in=chosen).delete()
    return int(deleted)
