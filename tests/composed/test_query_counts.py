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
            yield endpoint


def test_every_list_costs_three_queries_at_the_most(business, logged_in, staff_client):
    owner = logged_in(business.people["owner"])
    costly = {}
    for endpoint in lists():
        client = staff_client if endpoint.is_for_staff else owner
        path = "/" + endpoint.route.format(**business.ids)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(path)
        assert response.status_code == 200, path
        if len(queries) > MOST:
            costly[endpoint.route] = [query["sql"][:120] for query in queries]

    assert costly == {}
