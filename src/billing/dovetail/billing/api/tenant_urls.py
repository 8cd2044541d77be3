from django.urls import path

from dovetail.billing.api import invoices, payment_methods, subscriptions, test_clocks

urlpatterns = [
    path("payment-methods", payment_methods.PaymentMethodsView.as_view()),
    path("payment-methods/<uuid:payment_method_id>", payment_methods.PaymentMethodView.as_view()),
    path("subscriptions", subscriptions.SubscriptionsView.as_view()),
    path("subscriptions/<uuid:subscription_id>", subscriptions.SubscriptionView.as_view()),
    path("subscriptions/<uuid:subscription_id>/cancel", subscriptions.CancelView.as_view()),
    path("subscriptions/<uuid:subscription_id>/uncancel", subscriptions.UncancelView.as_view()),
    path(
        "subscriptions/<uuid:subscription_id>/upcoming-invoice",
        subscriptions.UpcomingInvoiceView.as_view(),
    ),
    path("invoices", invoices.InvoicesView.as_view()),
    path("invoices/<uuid:invoice_id>", invoices.InvoiceView.as_view()),
    path("invoices/<uuid:invoice_id>/pay", invoices.PayView.as_view()),
    path("test-clock", test_clocks.TestClockView.as_view()),
    path("test-clock/advance", test_clocks.AdvanceView.as_view()),
]
