"""Jobs: what time alone brings about."""

from django.utils import timezone

from dovetail.shared_kernel.jobs import Budget, job

from . import services

BATCH = 100


@job("organizations.expire_invitations", every=60)
def expire_invitations(budget: Budget) -> int:
    """Expire the invitations that nobody accepted in time."""
    expired = 0
    while not budget.is_spent:
        done = services.expire_invitations(at=timezone.now(), limit=BATCH)
        expired += done
        if done < BATCH:
            break
    return expired
