"""What a request passes on its way to a view: pages more than the API."""

import pytest
from django.http import HttpResponse

from dovetail.shared_kernel.testing.wiring import path_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed(settings):
    """The paths of requests that came by where the middleware of pages stands."""
    paths = []

    def probe(get_response):
        def middleware(request):
            paths.append(request.path)
            return get_response(request)

        return middleware

    settings.MIDDLEWARE = [*settings.MIDDLEWARE, path_to(probe)]
    return paths


def test_only_pages_pass_what_is_for_pages(client, passed):
    answers = [client.get(path) for path in ("/api/v1/billing/plans", "/admin/login/", "/")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert passed == ["/admin/login/", "/"]


def test_the_api_has_no_cookies_and_asks_no_session(client, django_assert_num_queries):
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"

    with django_assert_num_queries(1):
        answer = client.get("/api/v1/billing/plans")

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_the_api_keeps_the_headers_that_every_answer_has(client):
    answer = client.get("/api/v1/billing/plans")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["X-Request-Id"]


def test_a_path_of_the_api_that_nothing_serves_is_a_problem(client):
    answer = client.get("/api/v1/nowhere")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer["X-Request-Id"]


def test_a_view_of_the_api_that_fails_is_a_problem(client, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr("dovetail.billing.repositories.list_plans", fail)
    client.raise_request_exception = False

    answer = client.get("/api/v1/billing/plans")

    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
