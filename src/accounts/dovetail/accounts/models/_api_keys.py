"""What programs authenticate with, and the programs that are users themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from dovetail.shared_kernel.models import Record

from ._treatment import deleted, kept


class ServiceAccount(Record):
    """A program that is a user of its own: without password, sessions and mail."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tenant_id = models.UUIDField(
        null=True, blank=True, help_text="The only tenant in which its keys are good."
    )
    name = models.CharField(max_length=100)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deactivated_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar = {"user": kept(), "created_by": kept("name", "tenant_id", "created_at")}

    class Meta:
        indexes = [models.Index(fields=["tenant_id"], name="accounts_services_of_tenant")]

    def __str__(self) -> str:
        return self.name


class ApiKey(Record):
    """A secret that a program authenticates with: stored as a hash, shown once, narrow."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    service_account = models.ForeignKey(
        ServiceAccount,
        models.PROTECT,
        related_name="keys",
        null=True,
        blank=True,
        help_text="Empty where the user is a person.",
    )
    tenant_id = models.UUIDField(
        null=True, blank=True, help_text="The only tenant in which it is good."
    )
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, help_text="By which it is found; no secret.")
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list, help_text="Codes of permissions.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    expiry_told_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(
        null=True, blank=True, help_text="Within a minute of the last use."
    )
    last_used_ip = models.GenericIPAddressField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(
        max_length=32, blank=True, help_text="As a session's, such as `revoked`."
    )

    personal: ClassVar = {
        "user": deleted(
            "name", "prefix", "scopes", "tenant_id", "created_at", "expires_at", "last_used_at",
            "last_used_ip", "revoked_at",
        ),
        "created_by": kept(),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix"], name="accounts_one_key_of_a_prefix"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                name="accounts_key_revoked_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "-id"],
                name="accounts_live_keys",
                condition=Q(revoked_at__isnull=True),
            ),
            models.Index(fields=["expires_at"], name="accounts_key_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
