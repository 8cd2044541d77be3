"""Money moves once for a key, whatever happens on the way."""

import os
import signal
import time
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from dovetail.billing import repositories, services
from dovetail.billing.models import Payment, SandboxCharge
from dovetail.shared_kernel.models import IdempotencyKey

pytestmark = pytest.mark.django_db(transaction=True)


class KilledAt:
    """Ends the process, without a last word, before its n-th statement."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


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
    """What is answered when nobody is thought to be answering any more."""
    give_up = time.monotonic() + 5
    while True:
        IdempotencyKey.objects.filter(status=None).update(lease_until=Now())
        answer = send()
        if answer.json().get("code") != "idempotency_in_progress" or time.monotonic() > give_up:
            return answer
        time.sleep(0.02)


@pytest.fixture
def business(catalog, clock, seats, make_user, grants, client_for):
    """Somebody who may pay, and the path of an organization with a card."""
    user = make_user()

    def found(token="pm_ok"):
        tenant_id = uuid4()
        grants.give(user, tenant_id, "admin")
        services.attach_payment_method(tenant_id=tenant_id, gateway_token=token)
        return client_for(user), f"/api/v1/organizations/{tenant_id}/billing", tenant_id

    return found


@pytest.mark.parametrize("path", ["subscriptions", "invoices/{}/pay"])
def test_what_charges_needs_a_key(business, path):
    client, home, _ = business()
    client.keyed = False

    answer = client.post(f"{home}/{path.format(uuid4())}")

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")


def test_equal_requests_at_once_subscribe_and_charge_once(business, race):
    client, home, _ = business()

    def subscribe(number=0):
        return client.post(f"{home}/subscriptions", {"plan": "team"}, HTTP_IDEMPOTENCY_KEY="key-1")

    answers = race(5, subscribe)

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json().get("code") for answer in answers} <= {None, "idempotency_in_progress"}
    again = subscribe()
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert SandboxCharge.objects.count() == Payment.objects.count() == 1


def test_a_payment_whose_outcome_is_unknown_is_asked_for_again(business, clock):
    client, home, tenant_id = business("pm_declined")
    services.subscribe(tenant_id=tenant_id, plan="team")
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_timeout_charged")
    [invoice] = repositories.list_invoices(tenant_id)
    where = f"{home}/invoices/{invoice.id}/pay"

    unknown, paid, again = (client.post(where, HTTP_IDEMPOTENCY_KEY="key-1") for _ in range(3))

    assert unknown.json()["code"] == "payment_outcome_unknown"
    assert (paid.status_code, paid.json()["status"]) == (200, "paid")
    assert (again["Idempotency-Replayed"], again.content) == ("true", paid.content)
    assert SandboxCharge.objects.filter(failure_code=None).count() == 1


def test_subscribing_that_is_killed_anywhere_charges_once(business, run_job):
    number, told = 0, []
    while True:
        number += 1
        client, home, tenant_id = business()

        def subscribe(client=client, home=home, number=number):
            return client.post(
                f"{home}/subscriptions", {"plan": "team"}, HTTP_IDEMPOTENCY_KEY=f"key-{number}"
            )

        killed = is_killed(number, subscribe)
        answer = answered_in_the_end(subscribe)
        told.append((answer.status_code, answer.json().get("code")))
        run_job("billing.run")
        [invoice] = repositories.list_invoices(tenant_id)
        assert (invoice.status, invoice.attempt_count) == ("paid", 1)
        if not killed:
            break

    # A subscription that was made is there, and the caller who asks again is told so.
    made = told.index((409, "already_subscribed"))
    assert told == [
        *[(201, None)] * made,
        *[(409, "already_subscribed")] * (len(told) - made - 1),
        (201, None),
    ]
    assert SandboxCharge.objects.count() == Payment.objects.count() == number
