"""Lockers: what is one's own, answers that hold a secret, and a mistake."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import path
from rest_framework.response import Response

from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.views import AUTHENTICATED, ApiView, TenantView
from dovetail.shared_kernel.authz import personal_permission
from dovetail.shared_kernel.identifiers import uuid7

LOCKER_READ = personal_permission("lockers:locker.read", "See your own locker.")

opened: list[UUID] = []


@dataclass(frozen=True, slots=True)
class Combination:
    """What opens a locker."""

    id: UUID
    secret: str


class LockerView(ApiView):
    """The caller's locker."""

    permissions = {"GET": LOCKER_READ, "POST": AUTHENTICATED}

    @operation("see_locker", responses={204: None})
    def get(self, request):
        """See one's locker."""
        return self.no_content()

    @operation("rent_locker", responses={201: Combination}, idempotency="shown_once")
    def post(self, request):
        """Rent a locker."""
        return self.created(_rented())


class SlowLockerView(ApiView):
    """The same, with a key that is leased."""

    permissions = {"POST": AUTHENTICATED}

    @operation(
        "rent_slow_locker",
        responses={201: Combination},
        idempotency="shown_once",
        commits_by_itself=True,
    )
    def post(self, request):
        """Rent a locker."""
        return self.created(_rented())


class HallView(TenantView):
    """A hall, for whoever is in the tenant."""

    permissions = {"GET": AUTHENTICATED}

    @operation("see_hall", responses={204: None})
    def get(self, request, tenant_id):
        """See the hall."""
        return self.no_content()


class LostLockerView(TenantView):
    """A mistake: what is one's own, asked for in a tenant."""

    permissions = {"GET": LOCKER_READ}

    @operation("see_lost_locker", responses={204: None})
    def get(self, request, tenant_id):
        """See a locker."""
        return Response()


def _rented():
    rented = Combination(uuid7(), "3-left-5-right")
    opened.append(rented.id)
    return rented


urlpatterns = [
    path("api/v1/locker", LockerView.as_view()),
    path("api/v1/slow-locker", SlowLockerView.as_view()),
    path("api/v1/tenants/<uuid:organization_id>/hall", HallView.as_view()),
    path("api/v1/tenants/<uuid:organization_id>/locker", LostLockerView.as_view()),
]
