"""The base of every table, and the outbox."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from .identifiers import uuid7
from .transports import ReadQuerySet

RecordManager = models.Manager.from_queryset(ReadQuerySet)


class Record(models.Model):
    """The base of every table: an identifier that sorts by time, and when the row was made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RecordManager()

    class Meta:
        abstract = True


class OutboxEvent(models.Model):
    """A fact that a context published, committed together with the change it tells of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=140)
    tenant_id = models.UUIDField(null=True)
    actor_id = models.CharField(max_length=64, default="")
    payload = models.JSONField()
    headers = models.JSONField(default=dict)
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)
    holds_sealed = models.BooleanField(
        db_default=False, help_text="Whether a sealed value still waits in the payload."
    )
    occurred_at = models.DateTimeField(db_default=Now())

    objects = RecordManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.v[0-9]+$"),
                name="kernel_event_has_a_wire_name",
            ),
            models.UniqueConstraint(
                fields=["name", "idempotency_key"],
                name="kernel_one_event_per_key",
                condition=Q(idempotency_key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="kernel_event_by_name"),
            models.Index(fields=["occurred_at"], name="kernel_event_by_time"),
            models.Index(fields=["id"], name="kernel_event_sealed", condition=Q(holds_sealed=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class DeliveryStatus(models.IntegerChoices):
    """How far a delivery has come."""

    PENDING = 0
    DONE = 1
    DEAD = 2
    SKIPPED = 3


class OutboxDelivery(models.Model):
    """One event on its way to one subscriber; done commits with what the subscriber wrote."""

    id = models.BigAutoField(primary_key=True)
    # The index of kernel_one_delivery_per_subscription begins with it.
    event = models.ForeignKey(
        OutboxEvent, models.CASCADE, related_name="deliveries", db_index=False
    )
    subscription = models.CharField(max_length=140)
    ordering_key = models.CharField(max_length=64, default="", blank=True)
    status = models.SmallIntegerField(choices=DeliveryStatus, default=DeliveryStatus.PENDING)
    attempts = models.SmallIntegerField(default=0)
    crashes = models.SmallIntegerField(
        db_default=0, help_text="How many relays died with it in hand."
    )
    available_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(default="", blank=True)
    decision = models.CharField(
        max_length=300,
        db_default="",
        blank=True,
        help_text="Who had it delivered again or skipped, and why.",
    )

    objects = RecordManager()

    class Meta:
        verbose_name_plural = "outbox deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "subscription"], name="kernel_one_delivery_per_subscription"
            ),
        ]
        indexes = [
            # Each part of the claim can be answered from one of these only, whatever PostgreSQL
            # believes of their sizes.
            models.Index(fields=["id"], name="kernel_pending", condition=Q(status=0, crashes=0)),
            models.Index(
                fields=["subscription", "ordering_key", "id"],
                name="kernel_pending_siblings",
                condition=Q(status=0) & ~Q(ordering_key=""),
            ),
            models.Index(
                fields=["subscription", "ordering_key"],
                name="kernel_parked_keys",
                condition=Q(status=0, attempts__gt=0),
            ),
            models.Index(
                fields=["subscription", "id"], name="kernel_dead_letters", condition=Q(status=2)
            ),
            models.Index(
                fields=["id"], name="kernel_suspects", condition=Q(status=0, crashes__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.subscription}"


class JobSchedule(models.Model):
    """When a job runs next, shared by every worker process."""

    name = models.CharField(max_length=140, primary_key=True)
    next_run_at = models.DateTimeField(db_default=Now())
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(default="", blank=True)

    objects = RecordManager()

    def __str__(self) -> str:
        return self.name


class RelayBeat(models.Model):
    """That a relay is alive, for the health check."""

    name = models.CharField(max_length=140, primary_key=True)
    beat_at = models.DateTimeField(db_default=Now())

    objects = RecordManager()

    def __str__(self) -> str:
        return self.name


class ToldTime(models.Model):
    """Until when it was told that time has passed."""

    name = models.CharField(max_length=140, primary_key=True)
    until = models.DateTimeField()

    objects = RecordManager()

    class Meta:
        verbose_name_plural = "told times"

    def __str__(self) -> str:
        return f"{self.name} until {self.until:%Y-%m-%d %H:%M}"


class RelayHand(models.Model):
    """What a relay has in hand; it outlives the relay that dies of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    started_at = models.DateTimeField(db_default=Now())
    in_hand = models.JSONField(default=list, help_text="The ids of deliveries.")

    objects = RecordManager()

    def __str__(self) -> str:
        return str(self.id)


class IdempotencyKey(models.Model):
    """What a caller was answered to a key, or that it is being answered now."""

    id = models.BigAutoField(primary_key=True)
    caller = models.CharField(max_length=128)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True)
    body = models.BinaryField(default=b"")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    holder = models.UUIDField(null=True)

    objects = RecordManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="kernel_one_answer_per_key"),
            models.CheckConstraint(
                condition=Q(status=None) ^ Q(lease_until=None), name="kernel_answered_or_leased"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="kernel_key_by_time")]

    def __str__(self) -> str:
        return self.key


class RateCount(models.Model):
    """How often something was asked for in a window; the key does not tell by whom."""

    key = models.CharField(max_length=140, primary_key=True)
    count = models.IntegerField()
    resets_at = models.DateTimeField()

    objects = RecordManager()

    class Meta:
        indexes = [models.Index(fields=["resets_at"], name="kernel_rate_by_end")]

    def __str__(self) -> str:
        return self.key
