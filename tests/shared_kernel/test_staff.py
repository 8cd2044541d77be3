"""What is for the platform's own people: no role, scope or borrowed name lets anybody else in."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from drf_spectacular.generators import SchemaGenerator

from dovetail.shared_kernel.api.views import ApiView, TenantView
from dovetail.shared_kernel.authz import (
    OWNER,
    Actor,
    StaffPermission,
    catalogue,
    permission,
    staff_permission,
)
from dovetail.shared_kernel.checks import _undeclared
from dovetail.shared_kernel.events import current_origin
from dovetail.shared_kernel.models import OutboxEvent
from dovetail.shared_kernel.testing.clients import JsonClient
from kitchen_api import COOK_INSPECT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kitchen_api")]

INSPECTION = "/api/v1/inspection"


@pytest.fixture
def staff(make_user):
    return make_user(is_staff=True)


@pytest.fixture
def client_with():
    """A client whose credential proves what is given."""

    def make(user, **proven):
        client = JsonClient()
        actor = replace(Actor(kind="user", user_id=str(user.pk)), **proven)
        client.force_authenticate(user, token=actor)
        return client

    return make


def test_staff_are_let_in_and_nobody_else(staff, make_user, client_for, anonymous):
    answers = [
        client.get(INSPECTION).status_code
        for client in (client_for(staff), client_for(make_user()), anonymous)
    ]

    assert answers == [200, 403, 401]


def test_the_refusal_names_the_permission(make_user, client_for):
    refused = client_for(make_user()).get(INSPECTION).json()

    assert (refused["code"], refused["required_permission"]) == (
        "permission_denied",
        "kitchen:cook.inspect",
    )


@pytest.mark.parametrize(
    "proven",
    [
        {"scopes": frozenset({"kitchen:cook.inspect"})},
        {"scopes": frozenset()},
        {"bound_tenant": uuid4()},
        {"impersonator_id": "7"},
        {"kind": "service_account"},
        {"kind": "system"},
    ],
    ids=lambda proven: ",".join(proven),
)
def test_of_staff_only_a_whole_credential_of_their_own_is_good(staff, client_with, proven):
    assert client_with(staff).get(INSPECTION).status_code == 200

    assert client_with(staff, **proven).get(INSPECTION).status_code == 403


def test_staff_that_was_turned_off_is_not_let_in(staff, client_for):
    staff.is_active = False

    assert client_for(staff).get(INSPECTION).status_code == 403


def test_a_project_says_who_of_its_people_may_do_what(staff, make_user, client_for, wire):
    supporter = make_user()

    class Supporters:
        def allows(self, actor, user, permission):
            return user == supporter and permission == COOK_INSPECT

    wire({"shared_kernel.StaffAuthorizer": Supporters})

    answers = [client_for(user).get(INSPECTION).status_code for user in (supporter, staff)]
    assert answers == [200, 403]


def test_no_role_of_a_tenant_has_it():
    assert COOK_INSPECT in catalogue.of_staff()
    assert COOK_INSPECT.code not in catalogue.for_role(OWNER)
    assert COOK_INSPECT.code not in [one.code for one in catalogue.all()]


def test_a_code_is_of_staff_or_of_tenants():
    with pytest.raises(ImproperlyConfigured):
        permission(COOK_INSPECT.code, "See the cooks of every kitchen.")
    with pytest.raises(ImproperlyConfigured):
        staff_permission("kitchen:cook.read", "See the cooks.")


def test_it_is_asked_for_outside_of_tenants_and_only_when_declared():
    class InATenant(TenantView):
        permissions = {"GET": COOK_INSPECT}

        def get(self, request, tenant_id): ...

    class Undeclared(ApiView):
        permissions = {"GET": StaffPermission("kitchen:oven.open", "Open the oven.")}

        def get(self, request): ...

    assert [message.id for message in _undeclared(InATenant)] == ["dovetail.E008", "dovetail.E007"]
    assert [message.id for message in _undeclared(Undeclared)] == ["dovetail.E006", "dovetail.E007"]


def test_the_document_says_that_it_is_for_staff():
    described = SchemaGenerator().get_schema(request=None, public=True)["paths"][INSPECTION]["get"]

    assert described["x-required-permission"] == "kitchen:cook.inspect"
    assert described["x-staff-only"] is True
    assert "403" in described["responses"]


def test_an_event_says_who_really_acted_and_so_does_what_follows_from_it(
    staff, make_user, client_with, hear, deliver
):
    person, heard = make_user(), []
    hear(lambda envelope: heard.append((envelope, current_origin())), event="kitchen.cook_hired.v1")

    client_with(person, impersonator_id=str(staff.pk)).post("/api/v1/cooks", {"username": "eve"})
    deliver()

    kept = OutboxEvent.objects.get()
    assert (kept.actor_id, kept.headers["impersonator_id"]) == (str(person.pk), str(staff.pk))
    ((envelope, origin),) = heard
    assert (envelope.actor_id, envelope.impersonator_id) == (str(person.pk), str(staff.pk))
    assert (origin.actor_id, origin.impersonator_id) == (str(person.pk), str(staff.pk))
