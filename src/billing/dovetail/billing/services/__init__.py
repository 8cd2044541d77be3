"""What can be done in billing."""

from dovetail.billing.services._accounts import (
    open_account,
)
from dovetail.billing.services._catalog import (
    CatalogChange,
    load_catalog,
)
from dovetail.billing.services._clocks import (
    advance_test_clock,
)
from dovetail.billing.services._erasing import (
    erase_person,
)
from dovetail.billing.services._payment_methods import (
    attach_payment_method,
    detach_payment_method,
)
from dovetail.billing.services._payments import (
    collect_invoice,
    pay_invoice,
)
from dovetail.billing.services._periods import (
    bill_period,
)
from dovetail.billing.services._runs import (
    run_billing,
)
from dovetail.billing.services._seats import (
    refresh_seat_count,
)
from dovetail.billing.services._subscriptions import (
    cancel_subscription,
    subscribe,
    uncancel_subscription,
)

__all__ = [
    "CatalogChange",
    "advance_test_clock",
    "attach_payment_method",
    "bill_period",
    "cancel_subscription",
    "collect_invoice",
    "detach_payment_method",
    "erase_person",
    "load_catalog",
    "open_account",
    "pay_invoice",
    "refresh_seat_count",
    "run_billing",
    "subscribe",
    "uncancel_subscription",
]
