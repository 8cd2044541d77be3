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
    deleted = services.purge_exports()
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


@job("accounts.make_exports", every=10)
def make_exports(budget: Budget) -> int:
    """Write the copies that people asked for of what is held of them."""
    made = 0
    while not budget.is_spent and services.make_export():
        made += 1
    return made


@job("accounts.erase_people", every=600)
def erase_people(budget: Budget) -> int:
    """Erase people whose grace is over, unless a context has a veto."""
    tried = 0
    while not budget.is_spent and services.erase_next():
        tried += 1
    return tried
