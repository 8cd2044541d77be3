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


@job("accounts.reseal", every=86_400)
def reseal(budget: Budget) -> int:
    """Encrypt the secrets of second factors with the newest key, so that older keys may go."""
    last, resealed = services.reseal_secrets()
    while last is not None and not budget.is_spent:
        last, more = services.reseal_secrets(after=last)
        resealed += more
    return resealed
