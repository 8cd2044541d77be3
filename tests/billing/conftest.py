from uuid import uuid4

import pytest

from dovetail.billing import services
from dovetail.billing.testing import HandSetClock, SeatList, load_example_catalog


@pytest.fixture
def clock(wire):
    made = HandSetClock()
    wire({"billing.Clock": lambda: made})
    return made


@pytest.fixture
def seats(wire):
    made = SeatList()
    wire({"billing.SeatCounter": lambda: made})
    return made


@pytest.fixture
def catalog(db):
    load_example_catalog()


@pytest.fixture
def tenant_id():
    return uuid4()


@pytest.fixture
def card(catalog, clock, seats, tenant_id):
    return services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_ok")


@pytest.fixture
def subscription(card, tenant_id):
    return services.subscribe(tenant_id=tenant_id, plan="team")


@pytest.fixture
def admin(make_user, grants, client_for, tenant_id):
    user = make_user()
    grants.give(user, tenant_id, "admin")
    return client_for(user)


@pytest.fixture
def home(tenant_id):
    return f"/api/v1/organizations/{tenant_id}/billing"
