"""What people ask for their data: a copy of it, or its end."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from dovetail.accounts.enums import DataRequestKind, DataRequestStatus
from dovetail.shared_kernel.models import Record

from ._treatment import kept


class DataRequest(Record):
    """That a person asked for a copy of their data or for its end, and what became of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=DataRequestKind)
    status = models.CharField(max_length=16, choices=DataRequestStatus)
    execute_after = models.DateTimeField(
        null=True, blank=True, help_text="When an erasure is due; later after each veto."
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="When the document of an export is deleted."
    )
    report = models.JSONField(default=dict, help_text="Vetoes, and what was erased.")

    personal: ClassVar = {
        "user": kept("kind", "status", "created_at", "execute_after", "completed_at")
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status=DataRequestStatus.SCHEDULED),
                name="accounts_one_scheduled_erasure",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status=DataRequestStatus.PREPARING),
                name="accounts_one_export_at_once",
            ),
            models.CheckConstraint(
                condition=~Q(status=DataRequestStatus.SCHEDULED) | Q(execute_after__isnull=False),
                name="accounts_scheduled_erasure_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(status=DataRequestStatus.READY) | Q(expires_at__isnull=False),
                name="accounts_ready_export_expires",
            ),
        ]
        indexes = [
            models.Index(
                fields=["execute_after"],
                condition=Q(status=DataRequestStatus.SCHEDULED),
                name="accounts_erasures_due",
            ),
            models.Index(
                fields=["id"],
                condition=Q(status=DataRequestStatus.PREPARING),
                name="accounts_exports_to_make",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status=DataRequestStatus.READY),
                name="accounts_exports_by_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status} {self.user_id}"


class ExportPart(Record):
    """A piece of the document of an export, sealed: the database alone cannot read it."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="parts", db_index=False)
    position = models.PositiveIntegerField()
    sealed = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "position"], name="accounts_one_part_per_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.position}"
