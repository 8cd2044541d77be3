"""What can be read of billing."""

from dovetail.billing.repositories._catalog import (
    get_plan,
    list_plans,
)
from dovetail.billing.repositories._clocks import (
    get_test_clock,
    now_of,
)
from dovetail.billing.repositories._due import (
    list_due_invoices,
    list_due_subscriptions,
)
from dovetail.billing.repositories._invoices import (
    get_invoice,
    list_invoices,
)
from dovetail.billing.repositories._payment_methods import (
    get_payment_method,
    list_payment_methods,
)
from dovetail.billing.repositories._people import (
    list_open_numbers,
    list_own_tenants,
    list_running_plans,
)
from dovetail.billing.repositories._subscriptions import (
    find_seat_limit,
    get_subscription,
    list_subscriptions,
)
from dovetail.billing.repositories._upcoming import (
    get_upcoming_invoice,
    line_for_added,
    line_for_period,
    period_of,
)

__all__ = [
    "find_seat_limit",
    "get_invoice",
    "get_payment_method",
    "get_plan",
    "get_subscription",
    "get_test_clock",
    "get_upcoming_invoice",
    "line_for_added",
    "line_for_period",
    "list_due_invoices",
    "list_due_subscriptions",
    "list_invoices",
    "list_open_numbers",
    "list_own_tenants",
    "list_payment_methods",
    "list_plans",
    "list_running_plans",
    "list_subscriptions",
    "now_of",
    "period_of",
]
