# ruff: noqa: PLC0415  (an entry point is imported before Django is set up)
"""Fixtures for the tests of every context, alone or composed."""

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client
    from rest_framework.test import APIClient

    from .grants import Grants
    from .scenario import Scenario

Published = Callable[[], list[tuple[str, dict[str, Any]]]]


@pytest.fixture(autouse=True)
def sql_boundary(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refuse a statement in which one context's code names another context's table."""
    from django.conf import settings

    if not settings.configured or not _uses_database(request):
        yield
        return
    from .boundary import Boundary

    boundary = Boundary()
    with boundary.watching():
        yield
    assert not boundary.violations, "\n".join(sorted(boundary.violations))


def _uses_database(request: pytest.FixtureRequest) -> bool:
    marked = request.node.get_closest_marker("django_db") is not None
    return marked or any(name.endswith("db") for name in request.fixturenames)


@pytest.fixture(autouse=True)
def no_network_in_subscribers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refuse a subscriber that uses a socket and does not declare that it reaches outside."""
    from django.conf import settings

    if not settings.configured or not _uses_database(request):
        yield
        return
    from .sockets import no_network

    with no_network() as found:
        yield
    assert not found, "\n".join(found)


@pytest.fixture(autouse=True)
def counts_begin_anew() -> None:
    """No request that the memory's meter has counted outlives a test."""
    meters = sys.modules.get("dovetail.shared_kernel.testing.meters")
    if meters is not None:
        meters.forget()


@pytest.fixture
def published(db: None) -> Published:
    """The names and payloads of the events published so far in this test, oldest first."""
    from dovetail.shared_kernel.models import OutboxEvent

    def read() -> list[tuple[str, dict[str, Any]]]:
        return list(OutboxEvent.objects.order_by("id").values_list("name", "payload"))

    return read


@pytest.fixture
def deliver(db: None) -> Callable[[], int]:
    """Run the relay until it is quiet; how many deliveries it took."""
    from dovetail.shared_kernel.events import deliver_batch

    def run() -> int:
        handled = 0
        for _ in range(1000):
            taken = deliver_batch()
            if not taken:
                return handled
            handled += taken
        raise AssertionError("The relay does not come to rest: events cause each other.")

    return run


@pytest.fixture
def scenario(db: None) -> "Scenario":
    """Do something, let the relay run, and expect what was told; time passes when it is told to."""
    from .scenario import Scenario

    return Scenario()


@pytest.fixture
def run_job(db: None) -> Callable[[str], int]:
    """Give a job one turn by its name."""
    from dovetail.shared_kernel.jobs import run_job

    return run_job


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    """Make a user of whatever model the project has."""
    from .people import make_user

    return make_user


@pytest.fixture
def client_for(db: None) -> "Callable[[Any], APIClient]":
    """A client that is authenticated as a user, and speaks JSON."""
    from .clients import client_for

    return client_for


@pytest.fixture
def anonymous(db: None) -> "APIClient":
    """A client without credentials that speaks JSON."""
    from .clients import client_for

    return client_for(None)


@pytest.fixture
def browser_for(db: None) -> "Callable[[Any], Client]":
    """A browser in which a user is logged in to the admin."""
    from .clients import browser_for

    return browser_for


@pytest.fixture
def wire(settings: Any) -> Callable[[dict[str, Any]], None]:
    """Wire adapters, classes or dotted paths, to ports by their names for this test."""
    from .wiring import path_to

    def set_ports(adapters: dict[str, Any]) -> None:
        paths = {name: path_to(adapter) for name, adapter in adapters.items()}
        settings.DOVETAIL_PORTS = {**getattr(settings, "DOVETAIL_PORTS", {}), **paths}

    return set_ports


@pytest.fixture
def grants(wire: Callable[[dict[str, Any]], None]) -> "Grants":
    """A fake authorizer: `grants.give(user, tenant_id, "admin")`."""
    from .grants import Grants

    made = Grants()
    wire({"shared_kernel.Authorizer": lambda: made})
    return made


@pytest.fixture
def race() -> Callable[[int, Callable[[int], Any]], list[Any]]:
    """
    Call a function in n threads at once, each with a connection of its own.

    Returns what each returned or raised. The test must commit for real:
    ``@pytest.mark.django_db(transaction=True)``.
    """
    from .races import race

    return race
