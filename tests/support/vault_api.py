"""A small API that answers a secret once."""

import secrets
from dataclasses import dataclass

from django.urls import path

from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.views import AUTHENTICATED, ApiView


@dataclass(frozen=True, slots=True)
class Combination:
    """What opens the vault."""

    digits: str


class VaultView(ApiView):
    """The vault."""

    permissions = {"POST": AUTHENTICATED}

    @operation("lock_vault", responses=Combination, idempotency="shown_once")
    def post(self, request):
        """Lock the vault anew."""
        return self.ok(Combination(secrets.token_hex(8)))


urlpatterns = [path("api/v1/vault", VaultView.as_view())]
