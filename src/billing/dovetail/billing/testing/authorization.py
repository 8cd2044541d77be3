"""Who may do what in billing: a row for every endpoint, written by hand."""

from dovetail.shared_kernel.testing.matrix import ADMINS, EVERYBODY, NOT_VIEWERS

SUBSCRIPTION = "organizations/{organization_id}/billing/subscriptions/{subscription_id}"

# What each actor is answered to an empty body; 422 says that the body came to be read.
ROWS = {
    "GET billing/plans": EVERYBODY.format(200),
    "GET billing/plans/{code}": EVERYBODY.format(200),
    "GET organizations/{organization_id}/billing/payment-methods": ADMINS.format(200),
    "POST organizations/{organization_id}/billing/payment-methods": ADMINS.format(422),
    "GET organizations/{organization_id}/billing/payment-methods/{payment_method_id}": (
        ADMINS.format(200)
    ),
    "DELETE organizations/{organization_id}/billing/payment-methods/{payment_method_id}": (
        ADMINS.format(409)
    ),
    "GET organizations/{organization_id}/billing/subscriptions": NOT_VIEWERS.format(200),
    "POST organizations/{organization_id}/billing/subscriptions": ADMINS.format(422),
    "GET organizations/{organization_id}/billing/subscriptions/{subscription_id}": (
        NOT_VIEWERS.format(200)
    ),
    "POST organizations/{organization_id}/billing/subscriptions/{subscription_id}/cancel": (
        ADMINS.format(200)
    ),
    "POST organizations/{organization_id}/billing/subscriptions/{subscription_id}/uncancel": (
        ADMINS.format(200)
    ),
    f"GET {SUBSCRIPTION}/upcoming-invoice": ADMINS.format(200),
    "GET organizations/{organization_id}/billing/invoices": ADMINS.format(200),
    "GET organizations/{organization_id}/billing/invoices/{invoice_id}": ADMINS.format(200),
    "POST organizations/{organization_id}/billing/invoices/{invoice_id}/pay": ADMINS.format(200),
    "GET organizations/{organization_id}/billing/test-clock": ADMINS.format(200),
    "POST organizations/{organization_id}/billing/test-clock/advance": ADMINS.format(422),
}
