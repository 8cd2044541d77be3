from uuid import UUID

from django.db.models import F, OuterRef

from dovetail.billing import errors, transports
from dovetail.billing.conf import conf
from dovetail.billing.models import Invoice, Subscription, SubscriptionItem
from dovetail.billing.repositories._composed import decimal, money, row_of, rows_of
from dovetail.shared_kernel.transports import Rows, one


def list_subscriptions(tenant_id: UUID) -> Rows[transports.Subscription]:
    """The subscriptions of a tenant, live and ended, the newest first."""
    return _subscriptions(tenant_id).order_by("-created_at", "-id")


def get_subscription(tenant_id: UUID, subscription_id: UUID) -> transports.Subscription:
    """
    One subscription.

    :raises SubscriptionNotFound:
    """
    found = _subscriptions(tenant_id).filter(id=subscription_id)
    return one(found, errors.SubscriptionNotFound)


def find_seat_limit(tenant_id: UUID) -> int | None:
    """How many seats a tenant may use; None is any number."""
    live = Subscription.objects.filter(account__tenant_id=tenant_id, ended_at=None)
    limits = list(live.values_list("plan_version__seat_limit", flat=True))
    return limits[0] if limits else conf().seats_without_subscription


def _subscriptions(tenant_id: UUID) -> Rows[transports.Subscription]:
    items = SubscriptionItem.objects.filter(subscription=OuterRef("pk")).order_by("price__code")
    invoices = Invoice.objects.filter(subscription=OuterRef("pk")).order_by("-created_at", "-id")
    return (
        Subscription.objects.filter(account__tenant_id=tenant_id)
        .annotate(
            plan=F("plan_version__plan__code"),
            version=F("plan_version__number"),
            current_period_start_at=F("current_start_at"),
            current_period_end_at=F("current_end_at"),
            items=rows_of(
                items,
                transports.SubscriptionItem,
                price=F("price__code"),
                description=F("price__description"),
                quantity=F("quantity"),
                unit_amount=decimal("price__unit_amount"),
            ),
            latest_invoice=row_of(
                invoices,
                transports.LatestInvoice,
                id=F("id"),
                number=F("number"),
                status=F("status"),
                amount_due=money("amount_due_minor"),
                failure_code=F("failure_code"),
            ),
        )
        .into(transports.Subscription)
    )
