from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from dovetail.billing import models
from dovetail.billing.money import written


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Rows that only services write: money is looked at here, never changed."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _money(column: str) -> Callable[[Any, Any], str]:
    """A column of minor units, for readers, under the column's name without its unit."""

    @admin.display(description=column.removesuffix("_minor").replace("_", " "), ordering=column)
    def shown(self: Any, row: Any) -> str:
        return written(getattr(row, column), row.currency)

    return shown


@admin.register(models.BillingAccount)
class BillingAccountAdmin(ReadOnlyAdmin):
    list_display = ("tenant_id", "currency", "timezone", "created_at")
    search_fields = ("=tenant_id",)


@admin.register(models.PaymentMethod)
class PaymentMethodAdmin(ReadOnlyAdmin):
    list_display = ("account", "brand", "last4", "status", "is_default", "created_at")
    list_filter = ("status",)
    list_select_related = ("account",)


@admin.register(models.Plan)
class PlanAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "created_at")


@admin.register(models.PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    list_display = ("plan", "number", "status", "interval", "interval_count", "seat_limit")
    list_filter = ("status",)
    list_select_related = ("plan",)


@admin.register(models.Price)
class PriceAdmin(ReadOnlyAdmin):
    list_display = ("plan", "version", "code", "model", "unit", "unit_price")
    list_select_related = ("plan_version__plan",)
    exclude = ("unit_amount",)
    readonly_fields = ("unit_price",)
    unit_price = _money("unit_amount")

    @admin.display(ordering="plan_version__plan__code")
    def plan(self, price: models.Price) -> str:
        return price.plan_version.plan.code

    @admin.display(ordering="plan_version__number")
    def version(self, price: models.Price) -> int:
        return price.plan_version.number


@admin.register(models.Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("id", "account", "plan", "status", "current_end_at", "cancel_at", "ended_at")
    list_filter = ("status",)
    list_select_related = ("account", "plan_version__plan")
    search_fields = ("=account__tenant_id",)

    @admin.display(ordering="plan_version__plan__code")
    def plan(self, subscription: models.Subscription) -> str:
        return subscription.plan_version.plan.code


class InvoiceLineInline(admin.TabularInline):  # type: ignore[type-arg]
    model = models.InvoiceLine
    extra = 0
    can_delete = False
    ordering = ("position",)
    exclude = ("unit_amount", "amount_minor")
    readonly_fields = ("unit_price", "amount")

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.InvoiceLine]:
        return super().get_queryset(request).select_related("invoice", "item")

    def unit_price(self, line: models.InvoiceLine) -> str:
        return written(line.unit_amount, line.invoice.currency)

    def amount(self, line: models.InvoiceLine) -> str:
        return written(line.amount_minor, line.invoice.currency)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    list_display = ("number", "account", "status", "amount_due", "finalized_at")
    list_filter = ("status", "billing_reason")
    list_select_related = ("account",)
    search_fields = ("=number", "=account__tenant_id")
    exclude = ("subtotal_minor", "total_minor", "amount_due_minor", "amount_paid_minor")
    readonly_fields = ("subtotal", "total", "amount_due", "amount_paid")
    inlines = (InvoiceLineInline,)
    subtotal = _money("subtotal_minor")
    total = _money("total_minor")
    amount_due = _money("amount_due_minor")
    amount_paid = _money("amount_paid_minor")


@admin.register(models.Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ("invoice", "attempt", "status", "amount", "failure_code")
    list_filter = ("status",)
    list_select_related = ("invoice",)
    exclude = ("amount_minor",)
    readonly_fields = ("amount",)
    amount = _money("amount_minor")


@admin.register(models.BillingPeriod)
class BillingPeriodAdmin(ReadOnlyAdmin):
    list_display = ("item", "index", "start_at", "end_at", "invoice")
    list_select_related = ("item", "invoice")
