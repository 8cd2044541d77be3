from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.billing import errors, repositories, services, transports
from dovetail.billing.api.serializers import AttachPaymentMethod
from dovetail.billing.permissions import PAYMENT_METHOD_MANAGE, PAYMENT_METHOD_READ
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import TenantView
from dovetail.shared_kernel.authz import TenantId


class PaymentMethodsView(TenantView):
    """The payment methods of an organization."""

    permissions = {"GET": PAYMENT_METHOD_READ, "POST": PAYMENT_METHOD_MANAGE}

    @operation("list_payment_methods", responses=Page[transports.PaymentMethod])
    def get(self, request: Request, tenant_id: TenantId) -> Response:
        """List the payment methods of an organization."""
        return self.page(repositories.list_payment_methods(tenant_id))

    @operation(
        "attach_payment_method",
        request=AttachPaymentMethod,
        responses={201: transports.PaymentMethod},
        refusals=(errors.PaymentMethodRefused, errors.PaymentOutcomeUnknown),
        publishes=("billing.payment_method_attached.v1",),
        commits_by_itself=True,
    )
    def post(self, request: Request, tenant_id: TenantId) -> Response:
        """Add a payment method, which from now on is the one that is charged."""
        body = validated(AttachPaymentMethod, request)
        return self.created(services.attach_payment_method(tenant_id=tenant_id, **body))


class PaymentMethodView(TenantView):
    """One payment method."""

    permissions = {"GET": PAYMENT_METHOD_READ, "DELETE": PAYMENT_METHOD_MANAGE}

    @operation(
        "get_payment_method",
        responses=transports.PaymentMethod,
        refusals=(errors.PaymentMethodNotFound,),
    )
    def get(self, request: Request, tenant_id: TenantId, payment_method_id: UUID) -> Response:
        """Show a payment method."""
        return self.ok(repositories.get_payment_method(tenant_id, payment_method_id))

    @operation(
        "detach_payment_method",
        responses={204: None},
        refusals=(errors.PaymentMethodNotFound, errors.PaymentMethodInUse),
        publishes=("billing.payment_method_detached.v1",),
        commits_by_itself=True,
    )
    def delete(self, request: Request, tenant_id: TenantId, payment_method_id: UUID) -> Response:
        """Remove a payment method."""
        services.detach_payment_method(tenant_id=tenant_id, payment_method_id=payment_method_id)
        return self.no_content()
