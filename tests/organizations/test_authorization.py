"""Who may do what in organizations."""

import pytest

from dovetail.organizations import services
from dovetail.organizations.enums import Role
from dovetail.organizations.testing.authorization import ROWS
from dovetail.organizations.testing.factories import make_member, make_organization, owner_grant
from dovetail.shared_kernel.testing.matrix import ACTORS, Cast, Matrix

pytestmark = pytest.mark.django_db

SCOPE = "organizations:organization.read"
MATRIX = Matrix(ROWS, app="dovetail.organizations")


@pytest.fixture
def found(make_user, now, robots):
    """Make an organization with somebody in every role, an invitation and a program."""

    def make(name):
        people = {role: make_user() for role in ACTORS[2:]}
        home = make_organization(people["owner"], name)
        members = {
            role: make_member(home.id, people[role], role) for role in ("viewer", "member", "admin")
        }
        grant = owner_grant(people["owner"], home.id)
        program = services.add_service_account(grant=grant, name="Importer", role=Role.MEMBER)
        key = services.issue_service_key(
            grant=grant, service_account_id=program.id, name="first", scopes=[SCOPE]
        )
        invitation = services.create_invitation(
            grant=grant,
            email=f"{name}@example.org",
            role=Role.MEMBER,
            at=now,
        )
        return people, {
            "organization_id": home.id,
            "member_id": members["member"].id,
            "invitation_id": invitation.id,
            "service_account_id": program.id,
            "key_id": key.id,
        }

    return make


@pytest.fixture
def cast(found, client_for):
    people, ids = found("acme")
    strangers, foreign_ids = found("initech")
    people = {**people, "stranger": strangers["owner"]}
    return Cast(
        clients={actor: client_for(people.get(actor)) for actor in ACTORS},
        ids=ids,
        foreign_ids=foreign_ids,
    )


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    assert MATRIX.gaps() == []


def test_each_is_answered_as_its_row_says(cast):
    assert MATRIX.wrong(cast) == []


def test_what_belongs_to_another_tenant_is_not_found_under_ones_own(cast):
    assert MATRIX.leaks(cast) == []


def test_a_row_notices_when_its_endpoint_is_weakened(cast):
    assert MATRIX.unnoticed(cast) == []
