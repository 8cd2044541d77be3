"""Who may do what in notifications; the owner is who was told."""

import pytest

from dovetail.notifications.testing.authorization import ROWS
from dovetail.shared_kernel.testing.matrix import ACTORS, Cast, Matrix

pytestmark = pytest.mark.django_db

MATRIX = Matrix(ROWS, app="dovetail.notifications")


@pytest.fixture
def cast(cook, empty_shelf, make_user, client_for):
    empty_shelf()
    told = client_for(cook).get("/api/v1/me/notifications").json()["notifications"]
    others = {actor: client_for(make_user()) for actor in ACTORS[1:-1]}
    return Cast(
        clients={"anonymous": client_for(None), **others, "owner": client_for(cook)},
        ids={"notification_id": told[0]["id"]},
    )


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    assert MATRIX.gaps() == []


def test_each_is_answered_as_its_row_says(cast):
    assert MATRIX.wrong(cast) == []


def test_a_row_notices_when_its_endpoint_is_weakened(cast):
    assert MATRIX.unnoticed(cast) == []
