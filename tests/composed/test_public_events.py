"""Each public event is built from facts that were really published."""

import json

import pytest

from dovetail.shared_kernel.events import Envelope
from dovetail.shared_kernel.models import OutboxEvent
from dovetail.shared_kernel.public_events import public_body, public_events_of, registry

pytestmark = pytest.mark.django_db


def envelopes():
    for event in OutboxEvent.objects.order_by("id"):
        yield Envelope(
            event.id, event.name, event.tenant_id, event.actor_id, event.occurred_at, event.payload
        )


def test_a_business_of_a_day_is_told_to_its_integrators(business):
    told = [
        json.loads(public_body(public, envelope))
        for envelope in envelopes()
        for public in public_events_of(envelope.name)
    ]

    assert {"member.added", "invitation.created", "subscription.created", "invoice.paid"} <= {
        one["type"] for one in told
    }
    assert all(set(one) == {"type", "timestamp", "data"} and one["data"] for one in told)


def test_every_source_belongs_to_a_tenant():
    assert [one.name for one in registry.values() if one.source.tenant is None] == []
