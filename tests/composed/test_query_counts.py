"""Lists cost the same number of queries, however long they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dovetail.shared_kernel.api.operations import operation_of
from dovetail.shared_kernel.testing.endpoints import endpoints

pytestmark = pytest.mark.django_db

# Authentication and authorization take two at the most, the page one.
MOST = 3


def lists():
    for endpoint in endpoints("api/v1/"):
        promise = operation_of(getattr(endpoint.view, endpoint.method.lower()))
        if promise is not None and promise.is_list:
            yield endpoint.route


def test_every_list_costs_three_queries_at_the_most(business, logged_in):
    client = logged_in(business.people["owner"])
    costly = {}
    for route in lists():
        path = "/" + route.format(**business.ids)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(path)
        assert response.status_code == 200, path
        if len(queries) > MOST:
            costly[route] = [query["sql"][:120] for query in queries]

    assert costly == {}
