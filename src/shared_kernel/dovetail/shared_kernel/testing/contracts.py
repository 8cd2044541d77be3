"""What one context says, and what the others hear, checked against each other."""

from dovetail.shared_kernel.events import all_subscriptions, lacks

__all__ = ["broken_contracts", "lacks"]


def broken_contracts() -> list[str]:
    """Every subscription that reads what its event does not say, a line each."""
    return [
        f"{subscription.name} reads {subscription.event}: {lack}"
        for subscription in all_subscriptions().values()
        for lack in lacks(subscription)
    ]
