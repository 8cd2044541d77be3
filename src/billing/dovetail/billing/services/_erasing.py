from django.db import transaction

from dovetail.billing import events, repositories
from dovetail.billing.enums import MethodStatus
from dovetail.billing.models import PaymentMethod
from dovetail.billing.ports import PaymentGateway
from dovetail.billing.services._accounts import locked_account
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.personal_data import Subject
from dovetail.shared_kernel.ports import wired


def erase_person(subject: Subject) -> None:
    """
    Forget the cards of tenants that are a person's own, in the caller's transaction.

    The law asks to keep invoices and payments; they name a tenant and no person. The gateway is
    told after the commit, once: what it does not hear is for the operator to detach there.
    """
    for tenant_id in repositories.list_own_tenants(subject.user_id):
        account = locked_account(tenant_id)
        for method in PaymentMethod.objects.filter(account=account).exclude(last4=""):
            _forget(method)
            if method.status == MethodStatus.ATTACHED:
                publish(
                    events.PaymentMethodDetached(tenant_id=tenant_id, payment_method_id=method.id)
                )
                _detach_later(method)


def _forget(method: PaymentMethod) -> None:
    PaymentMethod.objects.filter(id=method.id).update(
        status=MethodStatus.DETACHED,
        is_default=False,
        brand="",
        last4="",
        exp_month=None,
        exp_year=None,
    )


def _detach_later(method: PaymentMethod) -> None:
    gateway = wired(PaymentGateway)
    if method.gateway == gateway.code:
        transaction.on_commit(lambda: gateway.detach(method.gateway_method_id), robust=True)
