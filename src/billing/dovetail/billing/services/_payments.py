from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dovetail.billing import errors, repositories, transports
from dovetail.billing.enums import InvoiceStatus, PaymentStatus
from dovetail.billing.models import Invoice, Payment, PaymentMethod
from dovetail.billing.ports import (
    ChargeRequest,
    ChargeResult,
    GatewayRejected,
    GatewayTimeout,
    IdempotencyConflict,
    PaymentGateway,
)
from dovetail.billing.services._dunning import follow_decline, settle_invoice
from dovetail.shared_kernel.ports import wired

PAYABLE = (InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE)


def pay_invoice(*, tenant_id: UUID, invoice_id: UUID) -> transports.Invoice:
    """
    Try to pay an invoice now. A declined payment leaves it open and says why.

    :raises InvoiceNotFound:
    :raises PaymentMethodRequired:
    :raises PaymentOutcomeUnknown: when the gateway does not answer.
    """
    invoice = repositories.get_invoice(tenant_id, invoice_id)
    if invoice.status == InvoiceStatus.PAID:
        return invoice
    if not _methods(tenant_id).exists():
        raise errors.PaymentMethodRequired
    is_answered = collect_invoice(invoice_id=invoice_id, is_asked_for=True)
    answer = repositories.get_invoice(tenant_id, invoice_id)
    if not is_answered and answer.status != InvoiceStatus.PAID:
        raise errors.PaymentOutcomeUnknown
    return answer


def collect_invoice(*, invoice_id: UUID, is_asked_for: bool = False) -> bool:
    """
    Try to pay an invoice that is due, or one that somebody asks to pay.

    The intent commits first, the gateway is called outside of any transaction, and what it
    answers commits after. A crash anywhere is repaired by sending the same key again. Returns
    whether an answer was recorded.
    """
    payment = _intend(invoice_id, is_asked_for)
    if payment is None:
        return False
    result = _charge(payment)
    if result is None:
        return False
    _record(payment, result)
    return True


@transaction.atomic
def _intend(invoice_id: UUID, is_asked_for: bool) -> Payment | None:
    invoice = (
        Invoice.objects.select_for_update(no_key=True, of=("self",))
        .select_related("account")
        .get(id=invoice_id)
    )
    if invoice.status not in PAYABLE:
        return None
    unsettled = _unsettled(invoice)
    if unsettled is not None:
        return unsettled
    tenant_id = invoice.account.tenant_id
    now = repositories.now_of(tenant_id)
    is_due = invoice.next_attempt_at is not None and invoice.next_attempt_at <= now
    if not is_due and not is_asked_for:
        return None
    method = _methods(tenant_id).first()
    if method is None:
        follow_decline(invoice, tenant_id, "no_payment_method", now)
        return None
    return _intent(invoice, method)


def _intent(invoice: Invoice, method: PaymentMethod) -> Payment:
    attempt = invoice.attempt_count + 1
    Invoice.objects.filter(id=invoice.id).update(attempt_count=attempt)
    return Payment.objects.create(
        invoice=invoice,
        payment_method=method,
        gateway=method.gateway,
        attempt=attempt,
        amount_minor=invoice.amount_due_minor - invoice.amount_paid_minor,
        currency=invoice.currency,
        idempotency_key=f"inv:{invoice.id}:{attempt}",
    )


def _charge(payment: Payment) -> ChargeResult | None:
    """What the gateway says; None when it does not say, and the same key is sent again later."""
    gateway = wired(PaymentGateway)
    if gateway.code != payment.gateway:
        return ChargeResult("", "gateway_not_wired")
    request = ChargeRequest(
        key=payment.idempotency_key,
        gateway_method_id=payment.payment_method.gateway_method_id,
        amount=payment.amount_minor,
        currency=payment.currency,
        reference=payment.invoice.number or "",
    )
    try:
        return gateway.charge(request)
    except GatewayTimeout:
        return None
    except IdempotencyConflict:
        return ChargeResult("", "idempotency_conflict")
    except GatewayRejected as rejection:
        return ChargeResult("", str(rejection)[:64])


@transaction.atomic
def _record(payment: Payment, result: ChargeResult) -> None:
    invoice = (
        Invoice.objects.select_for_update(no_key=True, of=("self",))
        .select_related("account")
        .get(id=payment.invoice_id)
    )
    tenant_id = invoice.account.tenant_id
    now = repositories.now_of(tenant_id)
    is_first_answer = Payment.objects.filter(id=payment.id, status=PaymentStatus.CREATED).update(
        status=PaymentStatus.FAILED if result.failure_code else PaymentStatus.SUCCEEDED,
        gateway_payment_id=result.gateway_payment_id or None,
        failure_code=result.failure_code,
        settled_at=now,
    )
    if not is_first_answer:
        return
    if result.failure_code:
        follow_decline(invoice, tenant_id, result.failure_code, now)
    else:
        paid = invoice.amount_paid_minor + payment.amount_minor
        Invoice.objects.filter(id=invoice.id).update(amount_paid_minor=paid)
        settle_invoice(invoice, tenant_id, now)


def _unsettled(invoice: Invoice) -> Payment | None:
    return (
        Payment.objects.filter(invoice=invoice, status=PaymentStatus.CREATED)
        .select_related("payment_method", "invoice")
        .first()
    )


def _methods(tenant_id: UUID) -> QuerySet[PaymentMethod]:
    return PaymentMethod.objects.filter(account__tenant_id=tenant_id, is_default=True)
