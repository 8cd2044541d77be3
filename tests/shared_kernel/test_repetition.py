"""What is sent again under one key is answered again, and done once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db.models.functions import Now

from dovetail.shared_kernel.idempotency import Answered, Claim
from dovetail.shared_kernel.models import IdempotencyKey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kitchen_api")]

COOKS, SHIFTS, BREAKS = "/api/v1/cooks", "/api/v1/shifts", "/api/v1/breaks"
BOTH = pytest.mark.parametrize("path", [COOKS, SHIFTS])


@pytest.fixture
def zed(make_user):
    return make_user(username="zed")


@pytest.fixture
def client(client_for, zed):
    return client_for(zed)


def count(username):
    return get_user_model().objects.filter(username=username).count()


def refused(answer):
    return answer.status_code, answer.json()["code"]


@BOTH
def test_what_is_sent_again_is_answered_again(client, published, path):
    first = client.post(path, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY="key-1")

    again = client.post(path, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY="key-1")

    assert (first.status_code, first.has_header("Idempotency-Replayed")) == (201, False)
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert again.content == first.content
    for name in ("Content-Type", "Location", "ETag", "Cache-Control"):
        assert again[name] == first[name]
    assert (count("ada"), len(published())) == (1, 1)


def test_an_answer_without_a_body_is_answered_again(client):
    first, again = (client.post(BREAKS, HTTP_IDEMPOTENCY_KEY="key-1") for _ in range(2))

    assert (first.status_code, first.has_header("Idempotency-Replayed")) == (204, False)
    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (204, b"", "true")


def test_the_same_request_may_be_written_differently(client):
    for body in (b'{"username": "ada", "age": 20}', b'{"age":20,"username":"\\u0061da"}'):
        answer = client.generic(
            "POST", COOKS, body, content_type="application/json", HTTP_IDEMPOTENCY_KEY="key-1"
        )

    assert (answer.status_code, answer["Idempotency-Replayed"], count("ada")) == (201, "true", 1)


@BOTH
def test_a_key_is_for_one_request(client, path):
    client.post(path, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY="key-1")

    other_body = client.post(path, {"username": "eve"}, HTTP_IDEMPOTENCY_KEY="key-1")
    other_path = client.post(BREAKS, HTTP_IDEMPOTENCY_KEY="key-1")

    assert refused(other_body) == refused(other_path) == (422, "idempotency_key_reused")
    assert count("eve") == 0


def test_a_key_is_one_callers(client, client_for, make_user):
    client.post(SHIFTS, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY="key-1")

    other = client_for(make_user()).post(SHIFTS, {"username": "eve"}, HTTP_IDEMPOTENCY_KEY="key-1")

    assert (other.status_code, other.has_header("Idempotency-Replayed")) == (201, False)


@pytest.mark.parametrize(
    ("body", "status"), [({"username": "nobody"}, 409), ({"username": 5}, 422), ({}, 422)]
)
@BOTH
def test_a_refusal_is_not_kept(client, path, body, status):
    if path == SHIFTS and status == 409:
        body, client.raise_request_exception, status = {"username": "clumsy"}, False, 500

    answers = [client.post(path, body, HTTP_IDEMPOTENCY_KEY="key-1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert not IdempotencyKey.objects.exists()
    assert client.post(path, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY="key-1").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\xe9", "\x7f", "a\tb", "\u2028"])
@BOTH
def test_a_key_is_printable_and_of_bounded_length(client, path, key):
    answer = client.post(path, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY=key)

    assert refused(answer) == (400, "idempotency_key_invalid")
    assert count("ada") == 0


@pytest.mark.parametrize("key", ["x", "x" * 255, '"a b"', "~!@"])
def test_any_other_text_is_a_key(client, key):
    for _ in range(2):
        answer = client.post(COOKS, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY=key)

    assert answer["Idempotency-Replayed"] == "true"


def test_what_costs_money_needs_a_key(client_for, zed):
    client = client_for(zed)
    client.keyed = False

    assert refused(client.post(SHIFTS, {"username": "ada"})) == (400, "idempotency_key_required")
    assert client.post(COOKS, {"username": "eve"}).status_code == 201
    assert (count("ada"), count("eve"), IdempotencyKey.objects.count()) == (0, 1, 0)


def test_a_key_of_nobody_is_not_looked_at(anonymous):
    assert anonymous.post("/api/v1/bell", HTTP_IDEMPOTENCY_KEY="").status_code == 204
    assert refused(anonymous.post(COOKS, HTTP_IDEMPOTENCY_KEY="key-1"))[0] == 401


def test_an_answer_is_kept_for_a_day(client, run_job):
    client.post(SHIFTS, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY="key-1")
    client.post(SHIFTS, {"username": "ada"}, HTTP_IDEMPOTENCY_KEY="key-2")
    one = IdempotencyKey.objects.filter(key="key-1")
    one.update(created_at=Now() - timedelta(hours=24, seconds=1))

    late = client.post(SHIFTS, {"username": "eve"}, HTTP_IDEMPOTENCY_KEY="key-1")
    again = client.post(SHIFTS, {"username": "eve"}, HTTP_IDEMPOTENCY_KEY="key-1")

    assert (late.has_header("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (
        False,
        "true",
    )
    one.update(created_at=Now() - timedelta(hours=24, seconds=1))
    assert run_job("shared_kernel.purge_idempotency_keys") == 1
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["key-2"]


def test_a_lease_says_that_the_answer_is_being_made(client, zed):
    body = {"username": "ada"}
    client.post(SHIFTS, body, HTTP_IDEMPOTENCY_KEY="key-1")
    mine = IdempotencyKey.objects.filter(key="key-1")
    mine.update(status=None, lease_until=Now() + timedelta(seconds=60), holder=uuid4())

    held = client.post(SHIFTS, body, HTTP_IDEMPOTENCY_KEY="key-1")
    mine.update(lease_until=Now() - timedelta(seconds=1))
    other = client.post(SHIFTS, {"username": "eve"}, HTTP_IDEMPOTENCY_KEY="key-1")
    freed = client.post(SHIFTS, body, HTTP_IDEMPOTENCY_KEY="key-1")

    assert refused(held) == (409, "idempotency_in_progress")
    assert held["Retry-After"] == "2"
    assert refused(other) == (422, "idempotency_key_reused")
    assert (freed.status_code, freed.has_header("Idempotency-Replayed")) == (201, False)


def test_who_lost_the_lease_neither_answers_nor_frees():
    slow, quick = Claim("zed", "key-1", "f"), Claim("zed", "key-1", "f")
    slow.lease()
    IdempotencyKey.objects.update(lease_until=Now() - timedelta(seconds=1))
    quick.lease()

    slow.release()
    slow.complete(Answered(201, b"slow", {}))
    quick.complete(Answered(201, b"quick", {}))

    assert quick.answered().body == b"quick"


def hire_at_once(race, client_for, user, path):
    body = {"username": "late"}
    return race(6, lambda number: client_for(user).post(path, body, HTTP_IDEMPOTENCY_KEY="key-1"))


@pytest.mark.django_db(transaction=True)
@BOTH
def test_of_equal_requests_at_once_one_is_done(race, client_for, zed, published, path):
    answers = hire_at_once(race, client_for, zed, path)
    answers += hire_at_once(race, client_for, zed, path)

    done = [answer for answer in answers if answer.status_code == 201]
    fresh = [answer for answer in done if not answer.has_header("Idempotency-Replayed")]
    assert len(fresh) == len(published()) == 1
    assert {answer.content for answer in done} == {fresh[0].content}
    others = {refused(answer) for answer in answers if answer not in done}
    assert others <= {(409, "idempotency_in_progress")}
    assert all(answer in done for answer in answers[6:])


@pytest.mark.django_db(transaction=True)
@BOTH
def test_looking_before_leaping_does_it_several_times(
    race, client_for, zed, published, monkeypatch, path
):
    """The naive variant: were the test above blind, this would say so."""
    monkeypatch.setattr(Claim, "_lock", lambda self: True)

    hire_at_once(race, client_for, zed, path)

    assert len(published()) > 1
