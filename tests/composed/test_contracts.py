"""What each context says, and what the others hear, checked against each other."""

from dovetail.shared_kernel.events import all_subscriptions, registry
from dovetail.shared_kernel.testing.contracts import broken_contracts


def test_every_subscriber_is_told_what_it_reads():
    assert broken_contracts() == []


def test_contexts_hear_each_other():
    """Were nothing discovered, the test above would hold of nothing."""
    heard = {one.event for one in all_subscriptions().values()}

    assert {"organizations.member_added.v1", "billing.payment_failed.v1"} <= heard
    assert {name.split(".")[0] for name in registry} >= {"accounts", "organizations", "billing"}
