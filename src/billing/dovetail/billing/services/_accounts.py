from uuid import UUID

from django.db import transaction

from dovetail.billing.conf import conf
from dovetail.billing.models import BillingAccount


@transaction.atomic
def open_account(*, tenant_id: UUID) -> None:
    """Make the billing account of a tenant, unless it has one."""
    account = BillingAccount(
        tenant_id=tenant_id, currency=conf().currency, timezone=conf().timezone
    )
    BillingAccount.objects.bulk_create([account], ignore_conflicts=True)


def locked_account(tenant_id: UUID) -> BillingAccount:
    """The account of a tenant, made on first use; locked first, before anything that it owns."""
    if not BillingAccount.objects.filter(tenant_id=tenant_id).exists():
        open_account(tenant_id=tenant_id)
    return BillingAccount.objects.select_for_update(no_key=True).get(tenant_id=tenant_id)
