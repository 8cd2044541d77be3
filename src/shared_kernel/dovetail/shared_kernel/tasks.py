"""What time does with the outbox."""

from datetime import timedelta

from .conf import conf
from .events import purge
from .jobs import Budget, job


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
