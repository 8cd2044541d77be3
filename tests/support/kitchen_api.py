"""A small API, as a context would write it, over the users of the test project."""

from dataclasses import dataclass
from typing import ClassVar

import django_filters
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import path

from dovetail.shared_kernel.api.filters import StrictFilterSet
from dovetail.shared_kernel.api.openapi import Page, operation
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
from dovetail.shared_kernel.authz import permission
from dovetail.shared_kernel.errors import Conflict
from dovetail.shared_kernel.events import Event, publish
from dovetail.shared_kernel.transports import ReadQuerySet, UserId

COOK_READ = permission("kitchen:cook.read", "See the cooks.", roles=("admin",))

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


def cooks():
    return ReadQuerySet(get_user_model()).into(Cook).order_by("username", "id")


@transaction.atomic
def hire(*, username, is_staff=False, **ignored):
    if username == "nobody":
        raise KitchenClosed(opens_in_hours=9)
    cook = get_user_model().objects.create(username=username, is_staff=is_staff)
    publish(CookHired(cook_id=str(cook.pk)))
    return cooks().get(pk=cook.pk)


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
    path("api/v1/bell", BellView.as_view()),
    path("api/v1/tenants/<uuid:organization_id>/cooks", TenantCooksView.as_view()),
    path("api/v1/cooks/mine", MyCooksView.as_view()),
]
