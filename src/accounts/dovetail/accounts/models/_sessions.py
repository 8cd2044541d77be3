"""Where somebody is logged in, and the secrets that are good for once."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from dovetail.accounts.enums import Purpose, RevokeReason
from dovetail.shared_kernel.models import Record

from ._treatment import deleted


class Session(Record):
    """Where somebody is logged in; its tokens are computed from it and never stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    secret = models.BinaryField(max_length=32)
    generation = models.PositiveIntegerField(default=1)
    epoch = models.PositiveIntegerField(
        default=1, help_text="Counted up when the person authenticates anew."
    )
    amr = models.JSONField(default=list)
    authenticated_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    password_stamp = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of the password then, where the user model keeps no time of its change.",
    )
    impersonator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Who acts as the user.",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=32, choices=RevokeReason, blank=True)

    personal: ClassVar = {
        "user": deleted(
            "created_at", "authenticated_at", "refreshed_at", "revoked_at", "amr", "ip",
            "user_agent",
        ),
        "impersonator": deleted(),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                name="accounts_revoked_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="accounts_session_by_end"),
            models.Index(
                fields=["user", "-id"],
                name="accounts_live_sessions",
                condition=Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} since {self.created_at:%Y-%m-%d %H:%M}"

    def has_ended(self, *, at: datetime, idle_since: datetime) -> bool:
        """Whether it was ended, has run out, or its user may no longer log in with it."""
        user = self.user
        changed_at = getattr(user, "password_changed_at", None)
        return (
            self.revoked_at is not None
            or self.expires_at <= at
            or self.refreshed_at <= idle_since
            or not user.is_active
            or (changed_at is not None and changed_at > self.authenticated_at)
        )


class Challenge(Record):
    """A one-time secret that was mailed, or the decoy of one that was not."""

    purpose = models.CharField(max_length=32, choices=Purpose)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Whom it is for, as far as there is an account.",
    )
    is_decoy = models.BooleanField(default=False, help_text="No code redeems it.")
    secret_hash = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    sends = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    consumed_at = models.DateTimeField(null=True, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)

    personal: ClassVar = {"user": deleted("purpose", "created_at", "expires_at", "ip")}

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="accounts_challenge_by_end")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class LoginFailures(Record):
    """How often a log-in failed for one address from one place, within a window."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    resets_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "login failures"
        indexes = [models.Index(fields=["resets_at"], name="accounts_failures_by_end")]

    def __str__(self) -> str:
        return self.key
