"""Reads of sessions, and of the history of an account."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from dovetail.accounts import transports
from dovetail.accounts.conf import conf
from dovetail.accounts.models import SecurityEvent, Session
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import Rows, UserId, one


def live(at: datetime) -> Q:
    """What is true of a session whose tokens are accepted, in the terms of the database."""
    columns = {field.name for field in get_user_model()._meta.concrete_fields}
    condition = Q(
        revoked_at=None,
        expires_at__gt=at,
        refreshed_at__gt=at - conf().session_idle_timeout,
        user__is_active=True,
    )
    if "password_changed_at" in columns:
        condition &= Q(authenticated_at__gte=F("user__password_changed_at"))
    return condition


def list_sessions(user_id: UserId, *, current: UUID) -> Rows[transports.Session]:
    """Where a person is logged in, the newest first; not where somebody acts as them."""
    return (
        Session.objects.filter(live(timezone.now()), user_id=user_id, impersonator=None)
        .annotate(is_current=Case(When(id=current, then=True), default=False))
        .order_by("-id")
        .into(transports.Session)
    )


def has_live_session(user_id: UserId, session_id: str) -> bool:
    """Whether a session of a person has not ended."""
    theirs = Session.objects.filter(live(timezone.now()), user_id=user_id, impersonator=None)
    return theirs.filter(id=session_id).exists()


def get_current_session(session_id: UUID) -> transports.CurrentSession:
    """
    The session that a request was made with.

    :raises NotFound: when it is gone by now.
    """
    window = Value(conf().reauthentication_window)
    rows = Session.objects.filter(id=session_id).annotate(
        reauthentication_required_at=F("authenticated_at") + window
    )
    return one(rows.into(transports.CurrentSession), NotFound)


def list_security_events(user_id: UserId) -> Rows[transports.SecurityEvent]:
    """What happened to an account, the latest first."""
    return (
        SecurityEvent.objects.filter(user_id=user_id).order_by("-id").into(transports.SecurityEvent)
    )
