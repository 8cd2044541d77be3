from datetime import datetime
from uuid import UUID

from dovetail.billing import errors, transports
from dovetail.billing.conf import conf
from dovetail.billing.models import TestClock
from dovetail.billing.ports import Clock
from dovetail.shared_kernel.ports import wired


def now_of(tenant_id: UUID) -> datetime:
    """What time it is for a tenant: now, or where its clock was moved to."""
    return _moved_to(tenant_id) or wired(Clock).now()


def get_test_clock(tenant_id: UUID) -> transports.TestClock:
    """
    The clock of a tenant's account.

    :raises TestClocksAreOff:
    """
    if not conf().test_clocks:
        raise errors.TestClocksAreOff
    moved_to = _moved_to(tenant_id)
    return transports.TestClock(moved_to or wired(Clock).now(), moved_to is not None)


def _moved_to(tenant_id: UUID) -> datetime | None:
    if not conf().test_clocks:
        return None
    clocks = TestClock.objects.filter(account__tenant_id=tenant_id)
    return clocks.values_list("now_at", flat=True).first()
