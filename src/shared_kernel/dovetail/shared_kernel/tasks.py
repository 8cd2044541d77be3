"""What time does with the outbox, and with what was answered."""

from datetime import timedelta

from .conf import conf
from .events import forget_sealed, purge
from .idempotency import purge_answers
from .jobs import Budget, job
from .moments import tell_time
from .rates import purge_counts


@job("shared_kernel.purge_events", every=3600)
def purge_events(budget: Budget) -> int:
    """Forget events that are old and done with."""
    purged = 0
    while not budget.is_spent:
        gone = purge(older_than=timedelta(days=conf().event_retention_days))
        if not gone:
            break
        purged += gone
    return purged


@job("shared_kernel.forget_sealed", every=10)
def empty_sealed(budget: Budget) -> int:
    """Empty the sealed values of events that every subscriber has had."""
    forgotten = 0
    while not budget.is_spent:
        gone = forget_sealed(older_than=timedelta(hours=conf().sealed_retention_hours))
        if not gone:
            break
        forgotten += gone
    return forgotten


@job("shared_kernel.tell_time", every=30)
def tell_hours_and_days(budget: Budget) -> int:
    """Publish that an hour or a day has passed, once for each."""
    return tell_time(budget)


@job("shared_kernel.purge_idempotency_keys", every=600)
def purge_idempotency_keys(budget: Budget) -> int:
    """Forget what was answered to idempotency keys a day ago."""
    return purge_answers(budget=budget)


@job("shared_kernel.purge_rate_counts", every=600)
def purge_rate_counts(budget: Budget) -> int:
    """Forget the windows of rates that have ended."""
    purged = 0
    while not budget.is_spent:
        gone = purge_counts()
        if not gone:
            break
        purged += gone
    return purged
