"""The database ends the connection in the middle of a request: 503, and the next one is served."""

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import connection

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("kitchen_api")]

COOKS = "/api/v1/cooks"


class EndedAt:
    """Lets somebody end the connection before its n-th statement."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if not self.left:
            end(context["connection"].connection.info.backend_pid)
        return execute(sql, params, many, context)


def end(backend):
    parameters = {**connection.get_connection_params(), "autocommit": True}
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters) as another:
        another.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


@pytest.fixture
def client(client_for, make_user):
    return client_for(make_user(username="zed"))


def answers_when_ended(send):
    """What is answered to the connection's end before each statement, until it is not reached."""
    for number in range(1, 30):
        watched = EndedAt(number)
        with connection.execute_wrapper(watched):
            answer = send(number)
        if watched.left > 0:
            assert answer.status_code in (200, 201)
            return
        yield answer
        connection.close()  # as Django does at the end of a request
    raise AssertionError("It never ends.")


@pytest.mark.parametrize("keyed", [True, False])
def test_a_change_is_answered_503_and_not_made(client, keyed):
    client.keyed = keyed

    def send(number):
        return client.post(COOKS, {"username": f"cook {number}"})

    answers = list(answers_when_ended(send))

    assert len(answers) >= 3
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer["Retry-After"] == "5"
        assert answer["Content-Type"] == "application/problem+json"
    hired = get_user_model().objects.filter(username__startswith="cook")
    assert hired.count() == 1


def test_a_read_is_answered_503(client):
    answers = list(answers_when_ended(lambda number: client.get(COOKS)))

    assert len(answers) >= 1
    assert {(answer.status_code, answer["Retry-After"]) for answer in answers} == {(503, "5")}
