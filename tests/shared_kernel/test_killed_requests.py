"""kill -9 before any statement of a request with a key: what its caller is told afterwards."""

import os
import signal
import time
from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models.functions import Now

from dovetail.shared_kernel.models import IdempotencyKey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("kitchen_api")]


class KilledAt:
    """Ends the process, without a last word, before its n-th statement."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


@pytest.fixture
def client(client_for, make_user):
    return client_for(make_user(username="zed"))


def is_killed(number, send):
    connection.close()  # a forked process must not share it
    child = os.fork()
    if not child:
        try:
            with connection.execute_wrapper(KilledAt(number)):
                send()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def answered_in_the_end(send):
    """The answer once the key is free, and whether a lease had to run out for it."""
    give_up = time.monotonic() + 2
    while (answer := send()).status_code == 409 and time.monotonic() < give_up:
        if IdempotencyKey.objects.filter(status=None).update(lease_until=Now()):
            return send(), True
        time.sleep(0.05)
    return answer, False


def kill_everywhere(client, path):
    """For each statement: was the answer replayed, was a lease in the way, how many events."""
    seen, number = [], 0
    while True:
        number += 1
        name = f"cook {number}"

        def send(name=name):
            return client.post(path, {"username": name}, HTTP_IDEMPOTENCY_KEY=name)

        killed = is_killed(number, send)
        answer, was_leased = answered_in_the_end(send)
        assert answer.status_code == 201
        assert get_user_model().objects.filter(username=name).count() == 1
        seen.append((answer.has_header("Idempotency-Replayed"), was_leased))
        if not killed:
            return seen


def test_a_request_in_one_transaction_has_happened_or_has_not(client, published):
    seen = kill_everywhere(client, "/api/v1/cooks")

    # Whoever was killed left nothing, and whoever came through is answered from the row.
    assert len(seen) > 5
    assert seen == [(False, False)] * (len(seen) - 1) + [(True, False)]
    assert set(Counter(payload["cook_id"] for _, payload in published()).values()) == {1}


def test_a_request_that_commits_by_itself_is_done_again_after_its_lease(client, published):
    seen = kill_everywhere(client, "/api/v1/shifts")

    # Until the lease is written nothing is held; from then on it runs out, and what is asked
    # for is done again. Only between the effect and its answer is it then done twice.
    claimed = seen.index((False, True))
    assert seen == (
        [(False, False)] * claimed + [(False, True)] * (len(seen) - claimed - 1) + [(True, False)]
    )
    done = Counter(payload["cook_id"] for _, payload in published())
    assert Counter(done.values()) == {1: len(seen) - 1, 2: 1}
