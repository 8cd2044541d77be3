"""A subscriber uses no socket, unless it says so."""

import socket

import pytest

from dovetail.shared_kernel.events import Subscription, add_subscription, remove_subscription
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery
from dovetail.shared_kernel.testing.sockets import no_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener():
    """An open port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


@pytest.fixture
def outward(listener):
    """Subscribe, for a test, what calls the listener."""

    def call(envelope):
        with socket.create_connection(listener, timeout=5) as outside:
            outside.sendall(b"hello")

    def subscribe(**declared):
        add_subscription(
            Subscription("kitchen.phone", "kitchen.kettle_boiled.v1", call, **declared)
        )

    yield subscribe
    remove_subscription("kitchen.phone")


def status():
    return OutboxDelivery.objects.get(subscription="kitchen.phone").status


def test_a_subscriber_that_reaches_outside_unsaid_is_named(outward, boil, deliver):
    with no_network() as found:
        outward()
        boil()
        deliver()

    assert status() == DeliveryStatus.PENDING
    assert found == [
        "kitchen.phone uses the network (getaddrinfo) while it hears kitchen.kettle_boiled.v1"
    ]


def test_a_subscription_that_says_so_may(outward, boil, deliver):
    outward(reaches_outside=lambda: True)
    boil()
    deliver()

    assert status() == DeliveryStatus.DONE


def test_others_may_use_the_network(outward, listener):
    with no_network() as found, socket.create_connection(listener, timeout=5):
        pass

    assert found == []


def test_the_guard_stands_in_every_test_with_a_database(outward, boil, deliver, request):
    assert "no_network_in_subscribers" in request.fixturenames


def test_an_open_connection_is_no_way_around(listener, hear, boil, deliver):
    with no_network() as found, socket.create_connection(listener, timeout=5) as outside:
        hear(lambda envelope: outside.sendall(b"hello"))
        boil()
        deliver()

    assert [line.split()[3] for line in found] == ["network"]
