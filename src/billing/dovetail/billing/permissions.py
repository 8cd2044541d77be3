from dovetail.shared_kernel.authz import permission

SUBSCRIPTION_READ = permission(
    "billing:subscription.read", "See the subscription.", roles=("admin", "member")
)
SUBSCRIPTION_MANAGE = permission(
    "billing:subscription.manage", "Subscribe, cancel and change the plan.", roles=("admin",)
)
INVOICE_READ = permission(
    "billing:invoice.read", "See the invoices and what comes next.", roles=("admin",)
)
INVOICE_PAY = permission("billing:invoice.pay", "Pay an open invoice.", roles=("admin",))
PAYMENT_METHOD_READ = permission(
    "billing:payment_method.read", "See the payment methods.", roles=("admin",)
)
PAYMENT_METHOD_MANAGE = permission(
    "billing:payment_method.manage", "Add and remove payment methods.", roles=("admin",)
)
TEST_CLOCK_ADVANCE = permission(
    "billing:test_clock.advance",
    "See and move the clock of the account, where clocks can be moved.",
    roles=("admin",),
)
