from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from dovetail.billing import errors, repositories, transports
from dovetail.billing.conf import conf
from dovetail.billing.models import TestClock
from dovetail.billing.services._accounts import locked_account
from dovetail.billing.services._runs import run_billing
from dovetail.shared_kernel.jobs import Budget

FARTHEST = timedelta(days=731)


def advance_test_clock(*, tenant_id: UUID, to: datetime) -> transports.TestClock:
    """
    Move the clock of an account, and bill what is due by then.

    :raises TestClocksAreOff:
    :raises ClockMovedBackwards:
    :raises ClockMovedTooFar:
    """
    if not conf().test_clocks:
        raise errors.TestClocksAreOff
    _move(tenant_id, to)
    run_billing(budget=Budget(), tenant_id=tenant_id)
    return repositories.get_test_clock(tenant_id)


@transaction.atomic
def _move(tenant_id: UUID, to: datetime) -> None:
    account = locked_account(tenant_id)
    now = repositories.now_of(tenant_id)
    if to < now:
        raise errors.ClockMovedBackwards
    if to - now > FARTHEST:
        raise errors.ClockMovedTooFar
    TestClock.objects.update_or_create(account=account, defaults={"now_at": to})
