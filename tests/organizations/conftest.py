from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from dovetail.organizations import transports
from dovetail.organizations.adapters import OrganizationAuthorizer
from dovetail.organizations.models import Invitation, Membership, Organization
from dovetail.organizations.testing.factories import make_member, make_organization
from dovetail.shared_kernel.authz import Actor, Grant, catalogue
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.identifiers import uuid7
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


@dataclass
class Robots:
    """Keeps programs as other users of the project, and keys in memory."""

    make_user: Any
    keys: dict[str, list[transports.ServiceKey]] = field(default_factory=dict)
    bound: dict[str, Any] = field(default_factory=dict)

    def create(self, *, tenant_id, name, created_by_id):
        user_id = str(self.make_user(full_name=name).pk)
        self.keys[user_id], self.bound[user_id] = [], tenant_id
        return user_id

    def deactivate(self, user_id):
        transaction.on_commit(lambda: self.keys.pop(user_id))

    def issue_key(self, *, user_id, created_by_id, name, scopes, expires_at):
        catalogue.refuse_unknown(scopes)
        now = datetime.now(UTC)
        end = expires_at or now + timedelta(days=1)
        key = transports.ServiceKey(uuid7(), name, "000", scopes, now, end, None)
        self.keys[user_id].insert(0, key)
        return transports.IssuedServiceKey(key.id, name, "000", scopes, now, end, "secret")

    def revoke_key(self, *, user_id, key_id):
        left = [key for key in self.keys[user_id] if key.id != key_id]
        if len(left) == len(self.keys[user_id]):
            raise NotFound
        transaction.on_commit(lambda: self.keys.update({user_id: left}))

    def list_keys(self, user_id):
        return self.keys[user_id]


@pytest.fixture
def robots(wire, make_user):
    kept = Robots(make_user)
    wire({"organizations.ServiceAccounts": lambda: kept})
    return kept
