from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from dovetail.organizations.adapters import OrganizationAuthorizer
from dovetail.organizations.models import Invitation, Membership, Organization
from dovetail.organizations.testing.factories import make_member, make_organization
from dovetail.shared_kernel.authz import Actor, Grant
from dovetail.shared_kernel.models import OutboxEvent


@pytest.fixture
def ada(make_user: Callable[..., Any]) -> Any:
    return make_user("ada@example.org", full_name="Ada Bell", first_name="Ada", last_name="Bell")


@pytest.fixture
def ben(make_user: Callable[..., Any]) -> Any:
    return make_user("ben@example.org", full_name="Ben Cole", first_name="Ben", last_name="Cole")


@pytest.fixture
def acme(ada: Any) -> Any:
    """An organization that Ada owns."""
    return make_organization(ada)


@pytest.fixture
def join(acme: Any, make_user: Callable[..., Any]) -> Callable[..., Any]:
    """Make a user, new unless given, a member of Acme."""

    def make(role: str = "member", user: Any = None) -> Any:
        return make_member(acme.id, user or make_user(), role)

    return make


@pytest.fixture
def grant_of(acme: Any) -> Callable[[Any], Grant]:
    """What a user may do in Acme."""

    def resolve(user: Any) -> Grant:
        return OrganizationAuthorizer().grant(Actor(kind="user", user_id=str(user.pk)), acme.id)

    return resolve


@pytest.fixture
def snapshot(db: None) -> Callable[[], Any]:
    """Every row of this context, and how many events were published."""

    def read() -> Any:
        tables = (Organization, Membership, Invitation)
        rows = [sorted(table.objects.values_list(), key=str) for table in tables]
        return rows, OutboxEvent.objects.count()

    return read


@pytest.fixture
def seats(wire: Callable[[dict[str, Any]], None]) -> Callable[[int | None], None]:
    """Give every organization so many seats."""

    def set_limit(number: int | None) -> None:
        class Limited:
            def limit(self, tenant_id: Any) -> int | None:
                return number

        wire({"organizations.SeatLimit": Limited})

    return set_limit


@pytest.fixture
def now() -> datetime:
    return timezone.now()
