"""Who may do what in the composed API; the rows stand in the `testing` of each context."""

import pytest

from dovetail.accounts.testing import authorization as accounts
from dovetail.billing.testing import authorization as billing
from dovetail.notifications.testing import authorization as notifications
from dovetail.organizations.testing import authorization as organizations
from dovetail.shared_kernel.testing.matrix import ACTORS, STAFF_ONLY, Cast, Matrix

pytestmark = pytest.mark.django_db

MATRIX = Matrix({**accounts.ROWS, **organizations.ROWS, **billing.ROWS, **notifications.ROWS})


@pytest.fixture
def cast(business, logged_in, anonymous):
    clients = {actor: logged_in(business.people[actor]) for actor in ACTORS[1:]}
    return Cast(
        clients={"anonymous": anonymous, **clients},
        ids=business.ids,
        foreign_ids=business.foreign_ids,
    )


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    assert MATRIX.gaps() == []


def test_staff_is_answered_as_its_rows_say_and_only_there(business, staff_client):
    of_staff = [row for row, endpoint in MATRIX.endpoints.items() if endpoint.is_for_staff]
    answered = {row: MATRIX.answer(row, staff_client, business.ids) for row in of_staff}

    assert answered == accounts.STAFF
    assert sorted(row for row, said in MATRIX.rows.items() if said == STAFF_ONLY) == sorted(
        of_staff
    )


def test_staff_has_no_part_in_tenants(business, staff_client):
    let_in = [
        row
        for row in MATRIX.rows
        if "organizations/{organization_id}" in row
        and "me/organizations" not in row
        and MATRIX.answer(row, staff_client, business.ids) != 404
    ]

    assert let_in == []


def test_each_is_answered_as_its_row_says(cast):
    assert MATRIX.wrong(cast) == []


def test_what_belongs_to_another_organization_is_not_found_under_ones_own(cast):
    assert MATRIX.leaks(cast) == []


def test_a_row_notices_when_its_endpoint_is_weakened(cast):
    assert MATRIX.unnoticed(cast) == []
