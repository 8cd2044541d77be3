from uuid import UUID

from django.db.models import F, OuterRef

from dovetail.billing import errors, transports
from dovetail.billing.models import Invoice, InvoiceLine
from dovetail.billing.repositories._composed import amount, decimal, money, rows_of
from dovetail.shared_kernel.compiled import compiled
from dovetail.shared_kernel.transports import Rows, one


@compiled
def list_invoices(tenant_id: UUID) -> Rows[transports.Invoice]:
    """The invoices of a tenant, the newest first."""
    return _invoices(tenant_id).order_by("-created_at", "-id")


def get_invoice(tenant_id: UUID, invoice_id: UUID) -> transports.Invoice:
    """
    One invoice.

    :raises InvoiceNotFound:
    """
    return one(_invoices(tenant_id).filter(id=invoice_id), errors.InvoiceNotFound)


def _invoices(tenant_id: UUID) -> Rows[transports.Invoice]:
    lines = InvoiceLine.objects.filter(invoice=OuterRef("pk")).order_by("position")
    return (
        Invoice.objects.filter(account__tenant_id=tenant_id)
        .annotate(
            subtotal=amount("subtotal_minor"),
            total=amount("total_minor"),
            amount_due=amount("amount_due_minor"),
            amount_paid=amount("amount_paid_minor"),
            lines=rows_of(
                lines,
                transports.InvoiceLine,
                kind=F("kind"),
                description=F("description"),
                quantity=F("quantity"),
                unit_amount=decimal("unit_amount"),
                amount=money("amount_minor", "invoice__currency"),
                period_start_at=F("period_start_at"),
                period_end_at=F("period_end_at"),
            ),
        )
        .into(transports.Invoice)
    )
