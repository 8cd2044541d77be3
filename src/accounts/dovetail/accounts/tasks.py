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


@job("accounts.reseal", every=86_400)
def reseal(budget: Budget) -> int:
    """Encrypt the secrets of second factors with the newest key, so that older keys may go."""
    last, resealed = services.reseal_secrets()
    while last is not None and not budget.is_spent:
        last, more = services.reseal_secrets(after=last)
        resealed += more
    return resealed
