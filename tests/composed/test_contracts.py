"""What each context says, and what the others hear, checked against each other."""

from pathlib import Path

from django.core.management import call_command

from dovetail.shared_kernel.events import all_subscriptions, registry
from dovetail.shared_kernel.testing.contracts import (
    broken_contracts,
    promised_below,
    unreadable,
)

SOURCE = Path(__file__).parents[2] / "src"
CONTEXTS = ("shared_kernel", "accounts", "organizations", "billing", "notifications")


def test_every_subscriber_is_told_what_it_reads():
    assert broken_contracts() == []


def test_every_subscriber_can_read_what_is_promised():
    assert unreadable(promised_below(SOURCE)) == []


def test_contexts_hear_each_other():
    """Were nothing discovered, the test above would hold of nothing."""
    heard = {one.event for one in all_subscriptions().values()}

    assert {"organizations.member_added.v1", "billing.payment_failed.v1"} <= heard
    assert {name.split(".")[0] for name in registry} >= {"accounts", "organizations", "billing"}


def test_every_event_has_its_schema():
    call_command("dovetail_events", "schemas", "--check")

    stored = {path.stem for path in SOURCE.glob("*/dovetail/*/schemas/*.json")}
    assert {name.split(".", 1)[1] for name in registry if name.split(".")[0] in CONTEXTS} == stored
