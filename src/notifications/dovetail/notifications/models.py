"""The inbox, and what is on its way out of the house."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dovetail.shared_kernel.models import Record
from dovetail.shared_kernel.transports import ReadQuerySet, UserId

from .enums import FINISHED, WITHOUT_PAYLOAD, Channel, DeliveryStatus, Outcome

IN_INBOX = Q(in_inbox=True)
SENDING = Q(status=DeliveryStatus.SENDING)


class Notification(Record):
    """
    That one person is told of one event, once.

    Where the announcement has no inbox it stands for the mail alone, and has no words.
    """

    # The database removes it with the user (0002_guards): no other context's code has to.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", db_index=False
    )
    announcement = models.CharField(max_length=140)
    category = models.CharField(max_length=64)
    tenant_id = models.UUIDField(null=True)
    actor_id = models.CharField(max_length=64, default="", blank=True)
    source_event_id = models.UUIDField()
    dedupe_key = models.CharField(max_length=200)
    in_inbox = models.BooleanField()
    title = models.CharField(max_length=255, default="", blank=True)
    body = models.TextField(default="", blank=True)
    action_url = models.CharField(max_length=2000, default="", blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "dedupe_key"], name="notifications_told_once"
            ),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(seen_at__isnull=False),
                name="notifications_read_is_seen",
            ),
            models.CheckConstraint(
                condition=Q(action_url="") | Q(action_url__regex=r"^(/([^/\\]|$)|https://)"),
                name="notifications_action_url_is_safe",
            ),
            models.CheckConstraint(
                condition=IN_INBOX | Q(title="", body="", action_url="", seen_at=None),
                name="notifications_words_are_for_the_inbox",
            ),
        ]
        indexes = [
            models.Index(
                "recipient", models.F("id").desc(), name="notifications_feed", condition=IN_INBOX
            ),
            models.Index(
                fields=["recipient"],
                name="notifications_unread",
                include=["seen_at"],
                condition=IN_INBOX & Q(read_at=None),
            ),
            models.Index(fields=["created_at"], name="notifications_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement} to {self.recipient_id}"


def inbox_of(user_id: UserId) -> ReadQuerySet[Notification, Notification]:
    """What stands in a person's inbox."""
    return Notification.objects.filter(Q(recipient_id=user_id), IN_INBOX)


class Delivery(Record):
    """One message on its way to one person, or to a bare address."""

    notification = models.ForeignKey(
        Notification, models.CASCADE, related_name="deliveries", null=True, db_index=False
    )
    channel = models.CharField(max_length=16, choices=Channel)
    announcement = models.CharField(max_length=140)
    tenant_id = models.UUIDField(null=True)
    source_event_id = models.UUIDField()
    idempotency_key = models.CharField(max_length=300, unique=True)
    message_id = models.CharField(max_length=300)
    address = models.CharField(max_length=254, default="", blank=True)
    payload = models.JSONField(null=True)
    status = models.CharField(max_length=16, choices=DeliveryStatus, default=DeliveryStatus.PENDING)
    attempt_count = models.PositiveIntegerField(default=0)
    failure_count = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel"], name="notifications_one_delivery_per_channel"
            ),
            models.CheckConstraint(
                condition=Q(notification__isnull=False) | ~Q(address=""),
                name="notifications_delivery_has_a_target",
            ),
            models.CheckConstraint(
                condition=SENDING & Q(lease_until__isnull=False, lease_token__isnull=False)
                | ~SENDING & Q(lease_until=None, lease_token=None),
                name="notifications_sending_is_leased",
            ),
            models.CheckConstraint(
                condition=Q(status__in=FINISHED, finished_at__isnull=False)
                | ~Q(status__in=FINISHED) & Q(finished_at=None),
                name="notifications_finished_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=WITHOUT_PAYLOAD, payload__isnull=True)
                | ~Q(status__in=WITHOUT_PAYLOAD) & Q(payload__isnull=False),
                name="notifications_payload_goes_when_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="notifications_due",
                condition=Q(status=DeliveryStatus.PENDING),
            ),
            models.Index(fields=["lease_until"], name="notifications_leases", condition=SENDING),
            models.Index(
                fields=["finished_at"],
                name="notifications_finished",
                condition=Q(finished_at__isnull=False),
            ),
            models.Index(
                fields=["id"], name="notifications_dead", condition=Q(status=DeliveryStatus.DEAD)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement} by {self.channel}"


class DeliveryAttempt(Record):
    """What became of one attempt; written once and never changed."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome)
    code = models.CharField(max_length=16, default="", blank=True)
    error = models.TextField(default="", blank=True)
    is_stale = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "number"], name="notifications_one_row_per_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.outcome}"
