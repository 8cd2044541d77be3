"""A small API, as a context would write it, over the users of the test project."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import uuid4

import django_filters
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import path

from dovetail.shared_kernel.api.filters import StrictFilterSet
from dovetail.shared_kernel.api.openapi import Deprecation, Page, operation
from dovetail.shared_kernel.api.requests import (
    Boolean,
    Choice,
    Email,
    Integer,
    Moment,
    StrictSerializer,
    Text,
    Uuid,
    validated,
)
from dovetail.shared_kernel.api.views import AUTHENTICATED, PUBLIC, ApiView, TenantView
from dovetail.shared_kernel.authz import permission, staff_permission
from dovetail.shared_kernel.errors import Conflict, NotFound
from dovetail.shared_kernel.events import Event, publish
from dovetail.shared_kernel.transports import ReadQuerySet, UserId, one

COOK_READ = permission("kitchen:cook.read", "See the cooks.", roles=("admin",))
COOK_INSPECT = staff_permission("kitchen:cook.inspect", "See the cooks of every kitchen.")

handler404 = "dovetail.shared_kernel.api.problems.page_not_found"
handler500 = "dovetail.shared_kernel.api.problems.server_error"


@dataclass(frozen=True, slots=True)
class Cook:
    """Somebody who cooks."""

    id: UserId
    username: str
    """What they are called."""
    is_staff: bool


class KitchenClosed(Conflict):
    """The kitchen is closed; come back tomorrow."""


class CookNotFound(NotFound):
    """There is no such cook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CookHired(Event):
    """A cook was hired."""

    name: ClassVar = "kitchen.cook_hired.v1"

    cook_id: UserId


class CookFilter(StrictFilterSet):
    is_staff = django_filters.ChoiceFilter(
        choices=[("true", "true"), ("false", "false")],
        method=lambda rows, name, value: rows.filter(is_staff=value == "true"),
    )


class HireCook(StrictSerializer):
    username = Text(max_length=20)
    email = Email(required=False)
    age = Integer(min_value=16, max_value=99, required=False)
    is_staff = Boolean(required=False)
    station = Choice(["grill", "sauce"], required=False)
    reference_id = Uuid(required=False)
    from_at = Moment(required=False)


class RenameCook(StrictSerializer):
    username = Text(max_length=20)


class StartShift(StrictSerializer):
    username = Text(max_length=20)


def cooks():
    return ReadQuerySet(get_user_model()).into(Cook).order_by("username", "id")


@transaction.atomic
def hire(*, username, is_staff=False, **ignored):
    if username == "nobody":
        raise KitchenClosed(opens_in_hours=9)
    if username == "late":
        time.sleep(0.2)
        username = f"late {uuid4().hex[:8]}"
    cook = get_user_model().objects.create(username=username, is_staff=is_staff)
    publish(CookHired(cook_id=str(cook.pk)))
    return cooks().get(pk=cook.pk)


def find(cook_id):
    return one(cooks().filter(pk=cook_id), CookNotFound)


@transaction.atomic
def rename(*, cook_id, username):
    time.sleep(0.05)
    get_user_model().objects.filter(pk=cook_id).update(username=username)
    return find(cook_id)


def start_shift(*, username):
    """Two transactions, as where somebody outside is called between them."""
    if username == "clumsy":
        raise ZeroDivisionError
    with transaction.atomic():
        cook, _ = get_user_model().objects.get_or_create(username=username)
    time.sleep(0.05)
    with transaction.atomic():
        hired = cooks().get(pk=cook.pk)
        publish(CookHired(cook_id=str(cook.pk)))
    return hired


class CooksView(ApiView):
    """The cooks."""

    permissions = {"GET": PUBLIC, "POST": AUTHENTICATED}
    filterset_class = CookFilter
    ordering = ("username", "-username")

    @operation("list_cooks", responses=Page[Cook])
    def get(self, request):
        """List the cooks."""
        return self.page(cooks())

    @operation(
        "hire_cook", request=HireCook, responses={201: Cook}, refusals=(KitchenClosed,),
        publishes=("kitchen.cook_hired.v1",),
    )  # fmt: skip
    def post(self, request):
        """Hire a cook."""
        return self.created(hire(**validated(HireCook, request)))


class CookView(ApiView):
    """One cook."""

    permissions = {"GET": PUBLIC, "PATCH": AUTHENTICATED, "DELETE": AUTHENTICATED}

    @operation("get_cook", responses=Cook, refusals=(CookNotFound,))
    def get(self, request, cook_id):
        """Show a cook."""
        return self.ok(find(cook_id))

    @operation("rename_cook", request=RenameCook, responses=Cook, refusals=(CookNotFound,))
    def patch(self, request, cook_id):
        """Rename a cook."""
        return self.ok(rename(cook_id=cook_id, **validated(RenameCook, request)))

    @operation("dismiss_cook", responses={204: None}, refusals=(CookNotFound,))
    def delete(self, request, cook_id):
        """Dismiss a cook."""
        get_user_model().objects.filter(pk=cook_id).delete()
        return self.no_content()


class CarelessCookView(ApiView):
    """One cook, with the version compared outside of the transaction of the change."""

    permissions = {"GET": PUBLIC, "PATCH": AUTHENTICATED}

    @operation("get_careless_cook", responses=Cook, refusals=(CookNotFound,))
    def get(self, request, cook_id):
        """Show a cook."""
        return self.ok(find(cook_id))

    @operation("rename_cook_carelessly", request=RenameCook, responses=Cook, commits_by_itself=True)
    def patch(self, request, cook_id):
        """Rename a cook."""
        return self.ok(rename(cook_id=cook_id, **validated(RenameCook, request)))


class ShiftsView(ApiView):
    """The shifts, which cost money."""

    permissions = {"POST": AUTHENTICATED, "DELETE": AUTHENTICATED}

    @operation(
        "start_shift",
        request=StartShift,
        responses={201: Cook},
        idempotency="required",
        commits_by_itself=True,
    )
    def post(self, request):
        """Start a shift."""
        return self.created(start_shift(**validated(StartShift, request)))

    @operation("end_shifts", responses={204: None})
    def delete(self, request):
        """End all shifts."""
        return self.no_content()


class BreakView(ApiView):
    """A break."""

    permissions = {"POST": AUTHENTICATED}

    @operation(
        "take_break",
        responses={204: None},
        deprecated=Deprecation(
            since=datetime(2026, 1, 1, tzinfo=UTC),
            sunset=datetime(2027, 1, 1, tzinfo=UTC),
            link="https://kitchen.example/breaks",
        ),
    )
    def post(self, request):
        """Take a break."""
        return self.no_content()


class TenantCooksView(TenantView):
    """The cooks of a tenant."""

    permissions = {"GET": COOK_READ}

    @operation("list_tenant_cooks", responses=Page[Cook])
    def get(self, request, tenant_id):
        """List the cooks of a tenant."""
        return self.page(cooks())


class MyCooksView(TenantView):
    """The cooks of the caller's only tenant."""

    permissions = {"GET": COOK_READ}

    @operation("list_my_cooks", responses=Page[Cook])
    def get(self, request, tenant_id):
        """List the cooks of the caller's tenant."""
        return self.page(cooks())


class PantryView(ApiView):
    """A mistake: a permission where there is no tenant to grant it."""

    permissions = {"GET": COOK_READ}

    @operation("show_pantry", responses=Cook)
    def get(self, request):
        """Show the pantry."""
        return self.ok(cooks().first())


class InspectionView(ApiView):
    """What is for the platform's own people."""

    permissions = {"GET": COOK_INSPECT}

    @operation("inspect_cooks", responses=Page[Cook])
    def get(self, request):
        """List the cooks of every kitchen."""
        return self.page(cooks())


class BellView(ApiView):
    """A bell."""

    permissions = {"GET": PUBLIC, "POST": PUBLIC}

    @operation("break_bell", responses=Cook)
    def get(self, request):
        """Break."""
        raise ZeroDivisionError

    @operation("ring_bell", responses={204: None})
    def post(self, request):
        """Ring."""
        return self.no_content()


urlpatterns = [
    path("api/v1/cooks", CooksView.as_view()),
    path("api/v1/pantry", PantryView.as_view()),
    path("api/v1/inspection", InspectionView.as_view()),
    path("api/v1/bell", BellView.as_view()),
    path("api/v1/tenants/<uuid:organization_id>/cooks", TenantCooksView.as_view()),
    path("api/v1/cooks/mine", MyCooksView.as_view()),
    path("api/v1/cooks/<str:cook_id>", CookView.as_view()),
    path("api/v1/cooks/<str:cook_id>/careless", CarelessCookView.as_view()),
    path("api/v1/shifts", ShiftsView.as_view()),
    path("api/v1/breaks", BreakView.as_view()),
]
