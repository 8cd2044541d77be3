from uuid import UUID

from dovetail.billing import errors, transports
from dovetail.billing.enums import MethodStatus
from dovetail.billing.models import PaymentMethod
from dovetail.shared_kernel.transports import Rows, one


def list_payment_methods(tenant_id: UUID) -> Rows[transports.PaymentMethod]:
    """The payment methods of a tenant, the newest first."""
    return _payment_methods(tenant_id).order_by("-created_at", "-id")


def get_payment_method(tenant_id: UUID, payment_method_id: UUID) -> transports.PaymentMethod:
    """
    One payment method.

    :raises PaymentMethodNotFound:
    """
    found = _payment_methods(tenant_id).filter(id=payment_method_id)
    return one(found, errors.PaymentMethodNotFound)


def _payment_methods(tenant_id: UUID) -> Rows[transports.PaymentMethod]:
    return PaymentMethod.objects.filter(
        account__tenant_id=tenant_id, status=MethodStatus.ATTACHED
    ).into(transports.PaymentMethod)
