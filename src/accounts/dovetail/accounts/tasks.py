"""What is done regularly."""

from dovetail.shared_kernel.jobs import Budget, job

from . import services


@job("accounts.purge", every=86_400)
def purge(budget: Budget) -> int:
    """Delete codes a day after their end, sessions thirty days after theirs, and old history."""
    deleted = 0
    while not budget.is_spent:
        found = services.purge()
        if not found:
            break
        deleted += found
    return deleted
