from .idempotency import purge_answers
from .jobs import Budget, job


@job("shared_kernel.purge_idempotency_keys", every=600)
def purge_idempotency_keys(budget: Budget) -> int:
    """Forget what was answered to idempotency keys a day ago."""
    return purge_answers(budget=budget)
