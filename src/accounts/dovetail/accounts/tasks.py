"""What is done regularly."""

from dovetail.shared_kernel.jobs import Budget, job

from . import services


@job("accounts.tell_expiring_keys", every=3_600)
def tell_expiring_keys(budget: Budget) -> int:
    """Tell, once, whose API keys end soon."""
    told = 0
    while not budget.is_spent:
        found = services.tell_expiring_keys()
        if not found:
            break
        told += found
    return told


@job("accounts.purge", every=86_400)
def purge(budget: Budget) -> int:
    """Delete codes a day after their end, sessions and keys after thirty, and old history."""
    deleted = 0
    while not budget.is_spent:
        found = services.purge()
        if not found:
            break
        deleted += found
    return deleted
