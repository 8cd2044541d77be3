"""Reads of API keys."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from dovetail.accounts import transports
from dovetail.accounts.models import ApiKey
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import Rows, UserId, one


def live_keys(at: datetime) -> Q:
    """What is true of a key that is accepted, as long as its user is, in the database's terms."""
    return Q(revoked_at=None, expires_at__gt=at)


def list_api_keys(user_id: UserId) -> Rows[transports.ApiKey]:
    """The keys of a user that are accepted, the newest first."""
    return (
        ApiKey.objects.filter(live_keys(timezone.now()), user_id=user_id)
        .order_by("-id")
        .into(transports.ApiKey)
    )


def get_api_key(user_id: UserId, api_key_id: UUID) -> transports.ApiKey:
    """
    One of them.

    :raises NotFound: when it is not theirs, or has ended.
    """
    return one(list_api_keys(user_id).filter(id=api_key_id), NotFound)


def find_api_key_mail(api_key_id: UUID) -> transports.ApiKeyMail | None:
    """What to mail of a key."""
    return ApiKey.objects.filter(id=api_key_id).into(transports.ApiKeyMail).first()
