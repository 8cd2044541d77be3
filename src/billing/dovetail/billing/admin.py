from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from dovetail.billing import models


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
    list_display = ("plan_version", "code", "model", "unit", "currency", "unit_amount")
    list_select_related = ("plan_version",)


@admin.register(models.Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("id", "account", "status", "current_end_at", "cancel_at", "ended_at")
    list_filter = ("status",)
    list_select_related = ("account",)


class InvoiceLineInline(admin.TabularInline):  # type: ignore[type-arg]
    model = models.InvoiceLine
    extra = 0
    can_delete = False
    ordering = ("position",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    list_display = ("number", "account", "status", "amount_due_minor", "currency", "finalized_at")
    list_filter = ("status", "billing_reason")
    list_select_related = ("account",)
    search_fields = ("=number",)
    inlines = (InvoiceLineInline,)


@admin.register(models.Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ("invoice", "attempt", "status", "amount_minor", "currency", "failure_code")
    list_filter = ("status",)
    list_select_related = ("invoice",)


@admin.register(models.BillingPeriod)
class BillingPeriodAdmin(ReadOnlyAdmin):
    list_display = ("item", "index", "start_at", "end_at", "invoice")
    list_select_related = ("item", "invoice")
