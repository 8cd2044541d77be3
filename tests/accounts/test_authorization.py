"""Who may do what in accounts; the owner is who owns the session."""

import pytest

from dovetail.accounts.testing import bearer, tokens_of
from dovetail.accounts.testing.authorization import ROWS
from dovetail.shared_kernel.testing.matrix import ACTORS, Cast, Matrix

pytestmark = pytest.mark.django_db

MATRIX = Matrix(ROWS, app="dovetail.accounts")


@pytest.fixture
def cast(make_user, anonymous):
    clients = {actor: bearer(tokens_of(make_user()).access_token) for actor in ACTORS[1:]}
    session = clients["owner"].get("/api/v1/auth/session").json()
    return Cast(clients={"anonymous": anonymous, **clients}, ids={"session_id": session["id"]})


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    assert MATRIX.gaps() == []


def test_each_is_answered_as_its_row_says(cast):
    assert MATRIX.wrong(cast) == []


def test_a_row_notices_when_its_endpoint_is_weakened(cast):
    assert MATRIX.unnoticed(cast) == []
