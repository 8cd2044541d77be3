from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.billing import errors, repositories, services, transports
from dovetail.billing.api.serializers import Subscribe
from dovetail.billing.permissions import INVOICE_READ, SUBSCRIPTION_MANAGE, SUBSCRIPTION_READ
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import TenantView
from dovetail.shared_kernel.authz import TenantId


class SubscriptionsView(TenantView):
    """The subscriptions of an organization."""

    permissions = {"GET": SUBSCRIPTION_READ, "POST": SUBSCRIPTION_MANAGE}

    @operation("list_subscriptions", responses=Page[transports.Subscription])
    def get(self, request: Request, tenant_id: TenantId) -> Response:
        """List the subscriptions of an organization, live and ended."""
        return self.page(repositories.list_subscriptions(tenant_id))

    @operation(
        "subscribe",
        request=Subscribe,
        responses={201: transports.Subscription},
        refusals=(
            errors.PlanNotFound,
            errors.AlreadySubscribed,
            errors.NoPriceForCurrency,
            errors.TooManySeats,
            errors.PaymentMethodRequired,
        ),
        publishes=(
            "billing.subscription_created.v1",
            "billing.invoice_finalized.v1",
            "billing.invoice_paid.v1",
            "billing.payment_failed.v1",
            "billing.subscription_past_due.v1",
        ),
        idempotency="required",
        commits_by_itself=True,
    )
    def post(self, request: Request, tenant_id: TenantId) -> Response:
        """
        Subscribe an organization to a plan, and charge the first period.

        A declined charge answers 201 as well: the subscription is `past_due` and its latest
        invoice `open`, with the reason in `failure_code`.
        """
        body = validated(Subscribe, request)
        return self.created(services.subscribe(tenant_id=tenant_id, **body))


class SubscriptionView(TenantView):
    """One subscription."""

    permissions = {"GET": SUBSCRIPTION_READ}

    @operation(
        "get_subscription",
        responses=transports.Subscription,
        refusals=(errors.SubscriptionNotFound,),
    )
    def get(self, request: Request, tenant_id: TenantId, subscription_id: UUID) -> Response:
        """Show a subscription."""
        return self.ok(repositories.get_subscription(tenant_id, subscription_id))


class CancelView(TenantView):
    """The end of a subscription."""

    permissions = {"POST": SUBSCRIPTION_MANAGE}

    @operation(
        "cancel_subscription",
        responses=transports.Subscription,
        refusals=(errors.SubscriptionNotFound, errors.SubscriptionEnded),
        publishes=("billing.subscription_cancel_scheduled.v1",),
    )
    def post(self, request: Request, tenant_id: TenantId, subscription_id: UUID) -> Response:
        """End a subscription with the period that is paid for."""
        return self.ok(
            services.cancel_subscription(tenant_id=tenant_id, subscription_id=subscription_id)
        )


class UncancelView(TenantView):
    """The end of a subscription, thought better of."""

    permissions = {"POST": SUBSCRIPTION_MANAGE}

    @operation(
        "uncancel_subscription",
        responses=transports.Subscription,
        refusals=(errors.SubscriptionNotFound, errors.SubscriptionEnded),
        publishes=("billing.subscription_uncanceled.v1",),
    )
    def post(self, request: Request, tenant_id: TenantId, subscription_id: UUID) -> Response:
        """Let a subscription that was to end go on."""
        return self.ok(
            services.uncancel_subscription(tenant_id=tenant_id, subscription_id=subscription_id)
        )


class UpcomingInvoiceView(TenantView):
    """The next invoice of a subscription."""

    permissions = {"GET": INVOICE_READ}

    @operation(
        "get_upcoming_invoice",
        responses=transports.UpcomingInvoice,
        refusals=(errors.SubscriptionNotFound, errors.NothingUpcoming),
    )
    def get(self, request: Request, tenant_id: TenantId, subscription_id: UUID) -> Response:
        """Show the next invoice as it would be if nothing changed until then."""
        return self.ok(repositories.get_upcoming_invoice(tenant_id, subscription_id))
