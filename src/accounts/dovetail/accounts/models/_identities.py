"""Who somebody is elsewhere."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from dovetail.accounts import addresses
from dovetail.shared_kernel.models import Record

from ._treatment import deleted


class ExternalIdentity(Record):
    """Somebody at a provider, and the account that they get into by it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    provider = models.CharField(max_length=64, help_text="Its name in `oidc_providers`.")
    subject = models.CharField(
        max_length=255, help_text="Who it is there (`sub`); all that tells people apart."
    )
    email = models.EmailField(
        max_length=addresses.MAX_LENGTH, blank=True, help_text="What the provider said last."
    )
    last_login_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar = {
        "user": deleted("provider", "subject", "email", "created_at", "last_login_at")
    }

    class Meta:
        verbose_name_plural = "external identities"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "subject"], name="accounts_one_account_of_an_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} of {self.user_id}"
