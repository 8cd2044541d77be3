"""Who may do what in billing."""

from uuid import uuid4

import pytest

from dovetail.billing import services
from dovetail.billing.testing.authorization import ROWS
from dovetail.shared_kernel.testing.matrix import ACTORS, Cast, Matrix

pytestmark = pytest.mark.django_db

MATRIX = Matrix(ROWS, app="dovetail.billing")


@pytest.fixture
def papers(catalog, clock, seats):
    """Give a tenant a card, a subscription and its paid invoice; their ids."""

    def make(tenant_id):
        card = services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_ok")
        subscription = services.subscribe(tenant_id=tenant_id, plan="team")
        return {
            "organization_id": tenant_id,
            "payment_method_id": card.id,
            "subscription_id": subscription.id,
            "invoice_id": subscription.latest_invoice.id,
            "code": "team",
        }

    return make


@pytest.fixture
def cast(papers, tenant_id, grants, make_user, client_for):
    people = {actor: make_user() for actor in ACTORS[1:]}
    for role in ACTORS[2:]:
        grants.give(people[role], tenant_id, role)
    elsewhere = uuid4()
    grants.give(people["stranger"], elsewhere, "owner")
    return Cast(
        clients={actor: client_for(people.get(actor)) for actor in ACTORS},
        ids=papers(tenant_id),
        foreign_ids=papers(elsewhere),
    )


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    assert MATRIX.gaps() == []


def test_each_is_answered_as_its_row_says(cast):
    assert MATRIX.wrong(cast) == []


def test_what_belongs_to_another_tenant_is_not_found_under_ones_own(cast):
    assert MATRIX.leaks(cast) == []


def test_a_row_notices_when_its_endpoint_is_weakened(cast):
    assert MATRIX.unnoticed(cast) == []
