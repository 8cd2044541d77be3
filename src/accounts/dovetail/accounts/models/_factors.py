"""What people show beside the first proof of who they are."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from dovetail.shared_kernel.models import Record

from ._treatment import deleted


class TotpDevice(Record):
    """An app that computes codes; not yet one of a person's factors until a code came back."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sealed_secret = models.CharField(max_length=400, help_text="Encrypted with the kernel's keys.")
    last_step = models.BigIntegerField(
        default=0, help_text="The half minute of the newest code that was accepted."
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar = {"user": deleted("created_at", "confirmed_at")}

    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(Record):
    """A code for whoever has lost the other factors; good for once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, help_text="SHA-256 of 115 random bits.")
    used_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar = {"user": deleted("created_at", "used_at")}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "code_hash"], name="accounts_one_recovery_code"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
