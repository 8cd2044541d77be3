"""What is old goes."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from dovetail.notifications.conf import conf
from dovetail.notifications.models import Delivery, Notification
from dovetail.shared_kernel.jobs import Budget

ROWS_AT_ONCE = 1000


def purge(*, budget: Budget) -> int:
    """Delete old notifications and finished deliveries; how many rows."""
    deliveries = Delivery.objects.filter(
        finished_at__lt=Now() - timedelta(days=conf().retention_days)
    )
    notifications = Notification.objects.filter(
        created_at__lt=Now() - timedelta(days=conf().inbox_days)
    )
    return _drain(deliveries, budget) + _drain(notifications, budget)


def _drain(rows: "QuerySet[Delivery] | QuerySet[Notification]", budget: Budget) -> int:
    purged = 0
    while not budget.is_spent and (count := _delete_some(rows)):
        purged += count
    return purged


@transaction.atomic
def _delete_some(rows: "QuerySet[Delivery] | QuerySet[Notification]") -> int:
    ids = list(rows.values_list("id", flat=True)[:ROWS_AT_ONCE])
    rows.model._base_manager.filter(id__in=ids).delete()
    return len(ids)
