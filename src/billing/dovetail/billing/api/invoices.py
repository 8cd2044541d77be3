from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.billing import errors, repositories, services, transports
from dovetail.billing.enums import InvoiceStatus
from dovetail.billing.permissions import INVOICE_PAY, INVOICE_READ
from dovetail.shared_kernel.api.filters import ChoicesFilter, StrictFilterSet
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.views import TenantView
from dovetail.shared_kernel.authz import TenantId


class InvoiceFilter(StrictFilterSet):
    status = ChoicesFilter(
        choices=[choice for choice in InvoiceStatus.choices if choice[0] != InvoiceStatus.DRAFT],
        help_text="Only invoices in one of these states.",
    )


class InvoicesView(TenantView):
    """The invoices of an organization."""

    permissions = {"GET": INVOICE_READ}
    filterset_class = InvoiceFilter

    @operation("list_invoices", responses=Page[transports.Invoice])
    def get(self, request: Request, tenant_id: TenantId) -> Response:
        """List the invoices of an organization, the newest first."""
        return self.page(repositories.list_invoices(tenant_id))


class InvoiceView(TenantView):
    """One invoice."""

    permissions = {"GET": INVOICE_READ}

    @operation("get_invoice", responses=transports.Invoice, refusals=(errors.InvoiceNotFound,))
    def get(self, request: Request, tenant_id: TenantId, invoice_id: UUID) -> Response:
        """Show an invoice with its lines."""
        return self.ok(repositories.get_invoice(tenant_id, invoice_id))


class PayView(TenantView):
    """The payment of an invoice."""

    permissions = {"POST": INVOICE_PAY}

    @operation(
        "pay_invoice",
        responses=transports.Invoice,
        refusals=(
            errors.InvoiceNotFound,
            errors.PaymentMethodRequired,
            errors.PaymentOutcomeUnknown,
        ),
        publishes=("billing.invoice_paid.v1", "billing.payment_failed.v1"),
        idempotency="required",
        commits_by_itself=True,
    )
    def post(self, request: Request, tenant_id: TenantId, invoice_id: UUID) -> Response:
        """
        Try to pay an open invoice now.

        A declined payment answers 200 as well: the invoice is still `open`, with the reason in
        `failure_code`.
        """
        return self.ok(services.pay_invoice(tenant_id=tenant_id, invoice_id=invoice_id))
