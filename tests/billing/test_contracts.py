"""What billing hears, as its publishers promised it; they need not be installed."""

from pathlib import Path

import pytest

from dovetail.shared_kernel.events import all_subscriptions
from dovetail.shared_kernel.testing.contracts import breaks, promised_below, unreadable

PROMISED = promised_below(Path(__file__).parents[2] / "src")
HEARD = [name for name, one in all_subscriptions().items() if name.startswith("billing.")]


def test_billing_can_read_whatever_is_promised():
    assert unreadable(PROMISED, context="billing.") == []


@pytest.mark.parametrize("name", HEARD)
def test_an_event_without_its_tenant_is_refused(name):
    one = all_subscriptions()[name]
    schema = PROMISED[one.event]
    rest = {key: part for key, part in schema["properties"].items() if key != "organization_id"}

    found = list(breaks(one, {**schema, "properties": rest, "required": sorted(rest)}))

    assert set(found) == {"Object missing required field `organization_id`"}
