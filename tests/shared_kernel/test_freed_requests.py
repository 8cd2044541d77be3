"""What a request needed is freed with it, and is no garbage that a later one must collect."""

import gc
import weakref

import pytest
from django.http import HttpResponse
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from dovetail.shared_kernel.api.views import PUBLIC, ApiView

seen = []


class Kettle(ApiView):
    permissions = {"GET": PUBLIC, "POST": PUBLIC}
    outcome = None

    def get(self, request):
        seen.append(weakref.ref(self))
        if isinstance(self.outcome, Exception):
            raise NotFound
        return self.outcome

    post = get


@pytest.fixture
def no_collection():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.django_db
@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("outcome", [Response, HttpResponse, NotFound])
def test_a_view_is_freed_when_its_answer_is(method, outcome):
    request = getattr(APIRequestFactory(), method)("/")

    answer = Kettle.as_view(outcome=outcome())(request)

    assert answer.status_code in (200, 404)
    del answer, request
    assert seen[-1]() is None
