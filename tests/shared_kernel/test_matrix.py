"""The matrix names whatever its rows do not say, or do not try."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.urls import path

from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.views import AUTHENTICATED, PUBLIC, ApiView, TenantView
from dovetail.shared_kernel.authz import permission
from dovetail.shared_kernel.testing.matrix import (
    ACTORS,
    ADMINS,
    EVERYBODY,
    Cast,
    Matrix,
)
from dovetail.shared_kernel.testing.matrix import AUTHENTICATED as SIGNED_IN

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

JAR_READ = permission("shared_kernel:jar.read", "See a jar.", roles=("admin",))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where jars stand."""

    name: str


class ShelfView(ApiView):
    """A shelf."""

    permissions = {"GET": PUBLIC, "POST": AUTHENTICATED}

    @operation("get_shelf", responses=Shelf)
    def get(self, request):
        """Show the shelf."""
        return self.ok(Shelf("top"))

    @operation("tidy_shelf", responses=Shelf)
    def post(self, request):
        """Tidy the shelf."""
        return self.ok(Shelf(self.user_id))


class JarView(TenantView):
    """A jar of a tenant."""

    permissions = {"GET": JAR_READ}

    @operation("get_jar", responses=Shelf)
    def get(self, request, tenant_id, jar_id):
        """Show a jar; whoever's it is."""
        return self.ok(Shelf("top"))


urlpatterns = [
    path("api/v1/shelf", ShelfView.as_view()),
    path("api/v1/tenants/<uuid:organization_id>/jars/<uuid:jar_id>", JarView.as_view()),
]

JAR = "GET tenants/{organization_id}/jars/{jar_id}"
ROWS = {
    "GET shelf": EVERYBODY.format(200),
    "POST shelf": SIGNED_IN.format(200),
    JAR: ADMINS.format(200),
}


@pytest.fixture
def cast(make_user, grants, client_for):
    people = {actor: make_user() for actor in ACTORS[1:]}
    here = uuid4()
    for role in ACTORS[2:]:
        grants.give(people[role], here, role)
    return Cast(
        clients={actor: client_for(people.get(actor)) for actor in ACTORS},
        ids={"organization_id": here, "jar_id": uuid4()},
        foreign_ids={"organization_id": uuid4(), "jar_id": uuid4()},
    )


def test_rows_that_say_what_is_answered_are_passed_over_in_silence(cast):
    matrix = Matrix(ROWS)

    assert (matrix.gaps(), matrix.wrong(cast), matrix.unnoticed(cast)) == ([], [], [])


def test_a_missing_and_a_stale_row_are_named():
    rows = {**ROWS, "GET cellar": EVERYBODY.format(200)}
    del rows["POST shelf"]

    assert Matrix(rows).gaps() == [
        "POST shelf has no row",
        "GET cellar is a row without an endpoint",
    ]


def test_only_the_endpoints_of_one_app_are_looked_at():
    assert Matrix({}, app="dovetail.larder").gaps() == []


def test_a_cell_that_is_answered_otherwise_is_named(cast):
    matrix = Matrix({JAR: "401 404 403 200 200 200"})

    assert matrix.wrong(cast) == [
        f"{JAR}: 401 404 403 403 200 200 instead of 401 404 403 200 200 200"
    ]


def test_a_thing_of_another_tenant_that_is_found_is_named(cast):
    assert Matrix(ROWS).leaks(cast) == [f"{JAR}: 200 for what belongs to another tenant"]


def test_a_row_that_tries_nothing_is_named(cast):
    """As if every request were answered the same, whatever the endpoint declares."""

    class Blind(Matrix):
        def answer(self, row, client, ids):
            actor = next(name for name in ACTORS if cast.clients[name] is client)
            return int(self.rows[row].split()[ACTORS.index(actor)])

    assert Blind(ROWS).unnoticed(cast) == [
        "POST shelf could be opened to everybody",
        f"{JAR} could be opened to everybody",
        f"{JAR} could be opened to whoever is signed in",
        f"{JAR} could be opened to other tenants",
    ]
