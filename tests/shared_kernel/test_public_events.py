"""Public events: what is declared, refused and sent."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured

from dovetail.shared_kernel import checks
from dovetail.shared_kernel.events import ContractBroken, Envelope, Event
from dovetail.shared_kernel.public_events import (
    public_body,
    public_event,
    public_events_of,
    registry,
)

TENANT = "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f"


@dataclass(frozen=True, slots=True, kw_only=True)
class CakeBaked(Event):
    """A cake is done."""

    name: ClassVar = "kitchen.cake_baked.v1"
    tenant: ClassVar = "tenant_id"

    tenant_id: UUID
    recipe: str
    oven: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OvenHeated(Event):
    """An oven is hot, whoever's it is."""

    name: ClassVar = "kitchen.oven_heated.v1"


@dataclass(frozen=True, slots=True)
class Cake:
    """A cake."""

    recipe: str


@pytest.fixture(autouse=True)
def nothing_stays():
    before = dict(registry)
    yield
    registry.clear()
    registry.update(before)


@pytest.fixture
def baked():
    @public_event("cake.baked", source=CakeBaked, example={"tenant_id": TENANT, "recipe": "plum"})
    def cake_baked(fact: CakeBaked) -> Cake:
        """A cake is done."""
        return Cake(fact.recipe)

    return registry["cake.baked"]


def envelope(**payload):
    moment = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    return Envelope(UUID(TENANT), CakeBaked.name, UUID(TENANT), None, moment, payload)


def test_it_is_sent_in_words_of_its_own(baked):
    body = public_body(baked, envelope(tenant_id=TENANT, recipe="apple", oven=3))

    assert json.loads(body) == {
        "type": "cake.baked",
        "timestamp": "2026-01-31T09:30:00Z",
        "data": {"recipe": "apple"},
    }
    assert public_events_of(CakeBaked.name) == [baked]


def test_what_an_older_publisher_left_out_has_its_default(baked):
    assert baked.data({"tenant_id": TENANT, "recipe": "plum"}) == Cake("plum")


def test_a_payload_that_is_none_is_a_broken_contract(baked):
    with pytest.raises(ContractBroken):
        public_body(baked, envelope(tenant_id=TENANT))


def test_two_of_one_name_are_refused(baked):
    with pytest.raises(ImproperlyConfigured):

        @public_event("cake.baked", source=CakeBaked, example={})
        def another(fact: CakeBaked) -> Cake:
            """Another."""
            return Cake(fact.recipe)


def found():
    return [message.msg for message in checks.check_public_events(None)]


def test_what_is_declared_well_is_not_complained_of(baked):
    assert found() == []


def test_an_event_of_no_tenant_is_named():
    @public_event("oven.heated", source=OvenHeated, example={})
    def oven_heated(fact: OvenHeated) -> Cake:
        """An oven is hot."""
        return Cake("none")

    assert any("belongs to no tenant" in message for message in found())


def test_an_example_that_cannot_be_built_is_named():
    @public_event("cake.baked", source=CakeBaked, example={"tenant_id": TENANT})
    def cake_baked(fact: CakeBaked) -> Cake:
        """A cake is done."""
        return Cake(fact.recipe)

    assert any("cannot be built" in message for message in found())


def test_a_body_that_is_not_the_promised_one_is_named():
    @public_event("cake.baked", source=CakeBaked, example={"tenant_id": TENANT, "recipe": "plum"})
    def cake_baked(fact: CakeBaked) -> Cake:
        """A cake is done."""
        return fact.recipe

    assert any("is built where Cake is promised" in message for message in found())
