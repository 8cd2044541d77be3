"""Limits of requests: who is counted, what is told, and what is refused."""

import re

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from dovetail.shared_kernel.api.limits import Limit
from dovetail.shared_kernel.api.views import PUBLIC, ApiView
from dovetail.shared_kernel.checks import _limit_faults
from dovetail.shared_kernel.rates import MeterAway

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ticket_api")]

TICKETS, QUEUE = "/api/v1/tickets", "/api/v1/queue"
# RFC 9651: a list of strings with parameters.
STRING = r'"[a-z0-9-]+"'
POLICIES = re.compile(rf"{STRING};q=[0-9]+;w=[1-9][0-9]*(, {STRING};q=[0-9]+;w=[1-9][0-9]*)*")
STANDINGS = re.compile(rf"{STRING};r=[0-9]+;t=[0-9]+(, {STRING};r=[0-9]+;t=[0-9]+)*")


class Gone:
    """A meter that does not answer."""

    def take(self, asked):
        raise MeterAway


@pytest.fixture
def all_counted(settings):
    settings.DOVETAIL_KERNEL = {"request_rate": "5/1m"}


@pytest.fixture
def order(anonymous):
    def post(email="ada@example.org", **extra):
        return anonymous.post(TICKETS, {"email": email}, **extra)

    return post


def refused(answer):
    return answer.status_code, answer.json()["code"]


def remaining(answer):
    return dict(re.findall(r'"([^"]+)";r=([0-9]+)', answer["RateLimit"]))


def test_an_answer_says_each_limit_and_how_it_stands(order):
    answer = order()

    assert answer["RateLimit-Policy"] == (
        '"orders";q=3;w=60, "orders-a-day";q=100;w=86400, "mails";q=2;w=3600'
    )
    assert answer["RateLimit"] == (
        '"orders";r=2;t=60, "orders-a-day";r=99;t=86400, "mails";r=1;t=3600'
    )


def test_what_is_too_much_is_told_when_to_come_again(order):
    answers = [order(f"{number}@example.org") for number in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    last = answers[-1]
    assert refused(last) == (429, "rate_limited")
    assert last.json()["violated_policies"] == ["orders"]
    assert 0 < int(last["Retry-After"]) <= 60
    assert f'"orders";r=0;t={last["Retry-After"]}' in last["RateLimit"]
    assert last["Content-Type"] == "application/problem+json"


def test_who_is_refused_by_one_limit_uses_up_no_other(order):
    for _ in range(5):
        order("ada@example.org")

    assert remaining(order("grace@example.org")) == {
        "orders": "0",
        "orders-a-day": "97",
        "mails": "1",
    }


def test_what_is_counted_by_what_is_sent_is_counted_in_one_spelling(order):
    spellings = ["ada@example.org", "ADA@example.org", " " * 5000 + "Ada@Example.ORG"]

    answers = [order(email, REMOTE_ADDR=f"192.0.2.{i}") for i, email in enumerate(spellings)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["violated_policies"] == ["mails"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": None},
        {"email": 5},
        {"email": ["x"]},
        {"email": "no address"},
        {"email": "a@" + "é" * 500_000},
        [],
    ],
)
def test_what_is_not_there_to_count_by_is_counted_by_the_rest(anonymous, body):
    answer = anonymous.post(TICKETS, body)

    assert answer.status_code == 422
    assert list(remaining(answer)) == ["orders", "orders-a-day"]


def test_a_refusal_of_the_service_is_counted_too(order):
    answers = [order(f"late{number}@example.org") for number in range(4)]

    assert [answer.status_code for answer in answers] == [409, 409, 409, 429]


def test_one_address_does_not_use_up_what_another_has(order):
    for number in range(4):
        order(f"{number}@example.org", REMOTE_ADDR="2001:db8:1:2::1")

    assert order("x@example.org", REMOTE_ADDR="2001:db8:1:2::2").status_code == 429
    assert order("x@example.org", REMOTE_ADDR="2001:db8:1:3::2").status_code == 200


def test_a_client_that_names_another_address_each_time_is_still_one(order):
    answers = [
        order(f"{n}@example.org", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code
        for n in range(4)
    ]

    assert answers == [200, 200, 200, 429]


def test_a_caller_is_counted_and_not_the_address(client_for, make_user):
    ada, grace = (client_for(make_user(username=name)) for name in ("ada", "grace"))

    answers = [client.post(QUEUE).status_code for client in (ada, ada, ada, grace)]

    assert answers == [204, 204, 429, 204]


def test_without_limits_an_answer_says_none(anonymous):
    answer = anonymous.get(QUEUE)

    assert answer.status_code == 200
    assert not {"RateLimit", "RateLimit-Policy"} & set(answer.headers)


@pytest.mark.usefixtures("all_counted")
def test_the_project_limits_all_requests_of_a_caller_together(client_for, make_user, anonymous):
    client = client_for(make_user(username="ada"))

    answers = [client.get(TICKETS) for _ in range(5)]
    late = client.post(QUEUE)

    assert [remaining(answer)["requests"] for answer in answers] == ["4", "3", "2", "1", "0"]
    assert refused(late) == (429, "rate_limited")
    assert late.json()["violated_policies"] == ["requests"]
    assert remaining(late) == {"joins": "2", "requests": "0"}
    assert remaining(anonymous.get(QUEUE)) == {"requests": "4"}


def test_every_answer_says_how_the_limits_stand(anonymous, client_for, make_user, settings):
    settings.DOVETAIL_KERNEL = {"request_rate": "50/1m"}
    client = client_for(make_user(username="ada"))
    first = client.get(TICKETS)
    answers = {
        200: first,
        304: client.get(TICKETS, HTTP_IF_NONE_MATCH=first["ETag"]),
        400: anonymous.get(QUEUE, {"page": "2"}),
        405: client.delete(TICKETS),
        406: client.get(TICKETS, HTTP_ACCEPT="text/html"),
        415: client.post(TICKETS, "x", content_type="text/plain"),
        422: client.post(TICKETS, {}),
    }
    unknown = client_for(None).get(TICKETS)

    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert unknown.status_code == 401
    for answer in (*answers.values(), unknown):
        assert POLICIES.fullmatch(answer["RateLimit-Policy"]), answer.status_code
        assert STANDINGS.fullmatch(answer["RateLimit"]), answer.status_code


@pytest.mark.usefixtures("all_counted")
def test_guesses_at_credentials_are_counted_by_address(anonymous):
    answers = [anonymous.get(TICKETS).status_code for _ in range(7)]

    assert answers == [401] * 5 + [429] * 2


@pytest.mark.usefixtures("all_counted")
def test_what_is_answered_again_to_a_key_is_counted_and_says_how_it_stands_now(
    client_for, make_user
):
    client = client_for(make_user(username="ada"))

    first, again = (client.post(QUEUE, HTTP_IDEMPOTENCY_KEY="key-1") for _ in range(2))

    assert again["Idempotency-Replayed"] == "true"
    assert [remaining(answer)["joins"] for answer in (first, again)] == ["1", "0"]


@pytest.mark.usefixtures("all_counted")
def test_while_nothing_can_be_counted_reads_go_on(wire, anonymous):
    wire({"shared_kernel.RateMeter": Gone})

    answer = anonymous.get(QUEUE)

    assert answer.status_code == 200
    assert answer["RateLimit-Policy"] == '"requests";q=5;w=60'
    assert not answer.has_header("RateLimit")


def test_while_nothing_can_be_counted_nothing_is_guessed(wire, order):
    wire({"shared_kernel.RateMeter": Gone})

    answer = order()

    assert refused(answer) == (503, "unavailable")
    assert int(answer["Retry-After"]) > 0


def test_a_name_of_a_limit_is_one_that_headers_can_say():
    with pytest.raises(ImproperlyConfigured):
        Limit(name='log "ins"', rate=lambda: "1/1m")


@pytest.mark.parametrize(
    ("names", "rate", "said"),
    [
        (("a", "a"), "1/1m", "two limits of GET are named 'a'"),
        (("requests",), "1/1m", "two limits of GET are named 'requests'"),
        (("a", "b"), "1/minute", "is not a rate"),
    ],
)
def test_a_limit_that_cannot_hold_does_not_let_the_project_start(names, rate, said):
    class Wrong(ApiView):
        permissions = {"GET": PUBLIC}
        limits = {"GET": tuple(Limit(name=name, rate=lambda: rate) for name in names)}

    assert said in "\n".join(_limit_faults(Wrong, "GET"))


def test_a_rate_of_the_project_that_is_none_does_not_let_it_start(settings):
    settings.DOVETAIL_KERNEL = {"request_rate": "many"}

    assert "dovetail.E005" in [one.id for one in run_checks() if "'many' is not a rate" in one.msg]
