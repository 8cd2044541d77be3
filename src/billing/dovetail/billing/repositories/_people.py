from uuid import UUID

from dovetail.billing.enums import InvoiceStatus
from dovetail.billing.models import Invoice, Subscription
from dovetail.billing.permissions import SUBSCRIPTION_MANAGE
from dovetail.shared_kernel.authz import Actor, Authorizer
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.transports import UserId


def list_own_tenants(user_id: UserId) -> list[UUID]:
    """Tenants whose bills are a person's own: nobody else may cancel or pay there."""
    authorizer = wired(Authorizer)
    return [
        tenant_id
        for tenant_id in authorizer.tenants(Actor(kind="user", user_id=user_id))
        if list(authorizer.people_with(tenant_id, SUBSCRIPTION_MANAGE.code)) == [user_id]
    ]


def list_running_plans(tenant_id: UUID) -> list[str]:
    """The plans of subscriptions that nobody has canceled."""
    running = Subscription.objects.filter(
        account__tenant_id=tenant_id, ended_at=None, cancel_at=None
    )
    return list(running.values_list("plan_version__plan__code", flat=True))


def list_open_numbers(tenant_id: UUID) -> list[str]:
    """The numbers of invoices that are to be paid, the oldest first."""
    due = Invoice.objects.filter(account__tenant_id=tenant_id, status=InvoiceStatus.OPEN)
    return [str(number) for number in due.order_by("id").values_list("number", flat=True)]
