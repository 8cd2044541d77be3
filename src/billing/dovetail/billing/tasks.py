from dovetail.billing import services
from dovetail.shared_kernel.jobs import Budget, job


@job("billing.run", every=60)
def run_billing(budget: Budget) -> int:
    """Bill the periods that have begun, and collect the invoices that are due."""
    return services.run_billing(budget=budget)
