"""Passkeys."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from dovetail.shared_kernel.models import Record

from ._treatment import deleted


class Passkey(Record):
    """A passkey of a person: the public half of a key that their device or its cloud holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential_data = models.BinaryField(
        help_text="The public key, as the authenticator wrote it (WebAuthn, section 6.5.2)."
    )
    user_handle = models.BinaryField(
        max_length=32, help_text="Random; what the authenticator knows the person by."
    )
    sign_count = models.PositiveBigIntegerField(
        default=0, help_text="Counts up with each use; passkeys that are synchronized say 0."
    )
    transports = models.JSONField(default=list, help_text="How a browser reaches it; a hint.")
    is_backup_eligible = models.BooleanField(
        default=False, help_text="Whether it may leave its device."
    )
    is_backed_up = models.BooleanField(default=False)
    last_used_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar = {"user": deleted("name", "created_at", "last_used_at", "is_backed_up")}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_backup_eligible=True) | Q(is_backed_up=False),
                name="accounts_passkey_backed_up_if_eligible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.user_id}"
