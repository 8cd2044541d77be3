"""What happened to an account, for its owner to read."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from dovetail.shared_kernel.models import Record

from ._treatment import emptied


class SecurityEvent(Record):
    """Something that happened to an account: written once, never changed, forgotten in time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Whose account; empty where an address was tried that nobody has.",
    )
    kind = models.CharField(max_length=64, help_text="Such as `logged_in`; may grow.")
    actor_id = models.CharField(
        max_length=64,
        null=True,
        blank=True,
        help_text="Who did it; empty when nobody was authenticated.",
    )
    session_id = models.UUIDField(null=True, blank=True)
    api_key_id = models.UUIDField(null=True, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    details = models.JSONField(default=dict, help_text="Plain facts, never secrets.")

    # That it happened, and when, is kept as long as the history of everybody else: it shows who
    # got into an account and that it was erased. From where, and with what, is not.
    personal: ClassVar = {
        "user": emptied(
            "kind", "created_at", "ip", "user_agent", "details",
            ip=None, user_agent="", details={},
        )
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="accounts_history_of_user"),
            models.Index(fields=["created_at"], name="accounts_history_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"
