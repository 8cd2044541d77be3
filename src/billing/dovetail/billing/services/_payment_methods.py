from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from dovetail.billing import errors, events, repositories, transports
from dovetail.billing.enums import InvoiceStatus, MethodStatus
from dovetail.billing.models import BillingAccount, Invoice, PaymentMethod, Subscription
from dovetail.billing.ports import Card, GatewayRejected, GatewayTimeout, PaymentGateway
from dovetail.billing.services._accounts import locked_account, open_account
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.ports import wired


def attach_payment_method(*, tenant_id: UUID, gateway_token: str) -> transports.PaymentMethod:
    """
    Add a payment method; from now on it is the one that is charged, open invoices at once.

    :raises PaymentMethodRefused:
    :raises PaymentOutcomeUnknown: when the gateway does not answer.
    """
    open_account(tenant_id=tenant_id)
    account = BillingAccount.objects.get(tenant_id=tenant_id)
    gateway = wired(PaymentGateway)
    try:
        card = gateway.attach(gateway_token, account.id)
    except GatewayRejected as rejection:
        raise errors.PaymentMethodRefused(reason=str(rejection)) from rejection
    except GatewayTimeout as timeout:
        raise errors.PaymentOutcomeUnknown from timeout
    return _keep(tenant_id, gateway.code, card)


def detach_payment_method(*, tenant_id: UUID, payment_method_id: UUID) -> None:
    """
    Remove a payment method.

    :raises PaymentMethodNotFound:
    :raises PaymentMethodInUse: when a live subscription is paid with it.
    """
    method = _forget(tenant_id, payment_method_id)
    gateway = wired(PaymentGateway)
    if method.gateway == gateway.code:
        gateway.detach(method.gateway_method_id)


@transaction.atomic
def _keep(tenant_id: UUID, gateway_code: str, card: Card) -> transports.PaymentMethod:
    account = locked_account(tenant_id)
    PaymentMethod.objects.filter(account=account, is_default=True).update(is_default=False)
    method = PaymentMethod.objects.create(
        account=account,
        gateway=gateway_code,
        gateway_method_id=card.gateway_method_id,
        kind=card.kind,
        brand=card.brand,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        is_default=True,
    )
    Invoice.objects.filter(account=account, status=InvoiceStatus.OPEN).update(
        next_attempt_at=repositories.now_of(tenant_id),
        # The extra attempt is a gift: a bad card uses up no day of the schedule.
        retry_count=Greatest(F("retry_count") - 1, 0),
    )
    publish(events.PaymentMethodAttached(tenant_id=tenant_id, payment_method_id=method.id))
    return repositories.get_payment_method(tenant_id, method.id)


@transaction.atomic
def _forget(tenant_id: UUID, payment_method_id: UUID) -> PaymentMethod:
    account = locked_account(tenant_id)
    method = PaymentMethod.objects.filter(
        account=account, id=payment_method_id, status=MethodStatus.ATTACHED
    ).first()
    if method is None:
        raise errors.PaymentMethodNotFound
    if method.is_default and _has_to_pay(account):
        raise errors.PaymentMethodInUse
    PaymentMethod.objects.filter(id=method.id).update(
        status=MethodStatus.DETACHED, is_default=False
    )
    publish(events.PaymentMethodDetached(tenant_id=tenant_id, payment_method_id=method.id))
    return method


def _has_to_pay(account: BillingAccount) -> bool:
    return (
        Subscription.objects.filter(account=account, ended_at=None).exists()
        or Invoice.objects.filter(account=account, status=InvoiceStatus.OPEN).exists()
    )
