from datetime import datetime
from uuid import UUID

from django.db import transaction

from dovetail.billing import errors, events, repositories, transports
from dovetail.billing.enums import BillingReason, VersionStatus
from dovetail.billing.models import (
    BillingAccount,
    PaymentMethod,
    PlanVersion,
    Price,
    Subscription,
    SubscriptionItem,
)
from dovetail.billing.ports import SeatCounter
from dovetail.billing.services._accounts import locked_account
from dovetail.billing.services._invoices import finalize_invoice
from dovetail.billing.services._payments import collect_invoice
from dovetail.billing.services._periods import bill
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.ports import wired


def subscribe(*, tenant_id: UUID, plan: str) -> transports.Subscription:
    """
    Subscribe a tenant to a plan, and charge the first period at once.

    A declined charge leaves the subscription past due with its first invoice open; it is tried
    again like any other.

    :raises PlanNotFound:
    :raises AlreadySubscribed:
    :raises NoPriceForCurrency:
    :raises TooManySeats:
    :raises PaymentMethodRequired:
    """
    subscription_id, invoice_id = _start(tenant_id, plan)
    collect_invoice(invoice_id=invoice_id)
    return repositories.get_subscription(tenant_id, subscription_id)


@transaction.atomic
def cancel_subscription(*, tenant_id: UUID, subscription_id: UUID) -> transports.Subscription:
    """
    End a subscription with the period that is paid for.

    :raises SubscriptionNotFound:
    :raises SubscriptionEnded:
    """
    subscription = _locked_live(tenant_id, subscription_id)
    if subscription.cancel_at is None:
        Subscription.objects.filter(id=subscription.id).update(
            cancel_at=subscription.current_end_at, canceled_at=repositories.now_of(tenant_id)
        )
        publish(
            events.SubscriptionCancelScheduled(
                tenant_id=tenant_id,
                subscription_id=subscription.id,
                cancel_at=subscription.current_end_at,
            )
        )
    return repositories.get_subscription(tenant_id, subscription_id)


@transaction.atomic
def uncancel_subscription(*, tenant_id: UUID, subscription_id: UUID) -> transports.Subscription:
    """
    Let a subscription that was to end go on.

    :raises SubscriptionNotFound:
    :raises SubscriptionEnded:
    """
    subscription = _locked_live(tenant_id, subscription_id)
    if subscription.cancel_at is not None:
        Subscription.objects.filter(id=subscription.id).update(cancel_at=None, canceled_at=None)
        publish(events.SubscriptionUncanceled(tenant_id=tenant_id, subscription_id=subscription.id))
    return repositories.get_subscription(tenant_id, subscription_id)


@transaction.atomic
def _start(tenant_id: UUID, plan: str) -> tuple[UUID, UUID]:
    account = locked_account(tenant_id)
    if Subscription.objects.filter(account=account, ended_at=None).exists():
        raise errors.AlreadySubscribed
    version = _version_to_sell(plan)
    prices = _prices_in(version, account.currency)
    seats = wired(SeatCounter).seats_of(tenant_id)
    if version.seat_limit is not None and seats > version.seat_limit:
        raise errors.TooManySeats(limit=version.seat_limit, used=seats)
    now = repositories.now_of(tenant_id)
    subscription = _create(account, version, now)
    items = [
        SubscriptionItem(subscription=subscription, price=price, quantity=0, billed_quantity=0)
        for price in prices
    ]
    SubscriptionItem.objects.bulk_create(items)
    publish(
        events.SubscriptionCreated(tenant_id=tenant_id, subscription_id=subscription.id, plan=plan)
    )
    period = repositories.period_of(subscription, 0)
    invoice = bill(subscription, BillingReason.CREATE, period, items, seats)
    if invoice.amount_due_minor and not _can_pay(account):
        raise errors.PaymentMethodRequired
    finalize_invoice(invoice, tenant_id, now)
    return subscription.id, invoice.id


def _create(account: BillingAccount, version: PlanVersion, now: datetime) -> Subscription:
    subscription = Subscription(
        account=account,
        plan_version=version,
        currency=account.currency,
        anchor_at=now.replace(microsecond=0),
        timezone=account.timezone,
    )
    period = repositories.period_of(subscription, 0)
    subscription.current_start_at = period.start
    subscription.current_end_at = subscription.next_billing_at = period.end
    subscription.save(force_insert=True)
    return subscription


def _version_to_sell(plan: str) -> PlanVersion:
    version = PlanVersion.objects.filter(plan__code=plan, status=VersionStatus.ACTIVE).first()
    if version is None:
        raise errors.PlanNotFound
    return version


def _prices_in(version: PlanVersion, currency: str) -> list[Price]:
    prices = Price.objects.filter(plan_version=version, currency=currency).order_by("code")
    if not prices:
        raise errors.NoPriceForCurrency(currency=currency)
    return list(prices)


def _can_pay(account: BillingAccount) -> bool:
    return PaymentMethod.objects.filter(account=account, is_default=True).exists()


def _locked_live(tenant_id: UUID, subscription_id: UUID) -> Subscription:
    subscription = (
        Subscription.objects.select_for_update(no_key=True, of=("self",))
        .filter(account__tenant_id=tenant_id, id=subscription_id)
        .first()
    )
    if subscription is None:
        raise errors.SubscriptionNotFound
    if subscription.ended_at is not None:
        raise errors.SubscriptionEnded
    return subscription
