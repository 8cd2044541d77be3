import logging
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from dovetail.billing import repositories
from dovetail.billing.services._payments import collect_invoice
from dovetail.billing.services._periods import bill_period
from dovetail.shared_kernel.jobs import Budget

logger = logging.getLogger("dovetail.billing")


def run_billing(*, budget: Budget, tenant_id: UUID | None = None) -> int:
    """
    Bill every period that has begun, then collect every invoice that is due.

    May run any number of times, at once and after a crash. Returns how many periods were
    billed or ended and how many payments were tried.
    """
    billed = _each(repositories.list_due_subscriptions(tenant_id), _bill, budget)
    return billed + _each(repositories.list_due_invoices(tenant_id), _collect, budget)


class _Step(Protocol):
    def __call__(self, row_id: UUID, budget: Budget, /) -> int: ...


def _each(due: Sequence[UUID], step: _Step, budget: Budget) -> int:
    done = 0
    for row_id in due:
        if budget.is_spent:
            break
        try:
            done += step(row_id, budget)
        except Exception:
            # One account that fails must not keep the others from being billed.
            logger.exception("Billing failed for %s; the next run tries again", row_id)
    return done


def _bill(subscription_id: UUID, budget: Budget) -> int:
    periods = 0
    while not budget.is_spent and bill_period(subscription_id=subscription_id):
        periods += 1
    return periods


def _collect(invoice_id: UUID, budget: Budget) -> int:
    return int(collect_invoice(invoice_id=invoice_id))
