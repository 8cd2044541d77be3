from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from dovetail.shared_kernel.admin import ReadOnly

from . import models, services


class AttemptInline(admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable when it runs
    model = models.DeliveryAttempt
    fields = ("number", "started_at", "created_at", "outcome", "code", "error", "is_stale")
    readonly_fields = fields
    ordering = ("number",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Delivery)
class DeliveryAdmin(ReadOnly):
    """Deliveries and their attempts; what they are written from is nobody's to see."""

    list_display = (
        "announcement", "address", "status", "attempt_count", "next_attempt_at", "created_at",
    )  # fmt: skip
    list_filter = ("status", "announcement")
    search_fields = ("=address", "=message_id", "=source_event_id")
    show_full_result_count = False
    exclude = ("payload", "notification", "lease_token")
    inlines = (AttemptInline,)
    actions = ("retry",)

    @admin.action(description="Send again", permissions=["operate"])
    def retry(self, request: HttpRequest, chosen: "QuerySet[models.Delivery]") -> None:
        count = services.retry_deliveries(ids=list(chosen.values_list("id", flat=True)))
        self.message_user(request, f"{count} will be sent again.")

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("dovetail_notifications.change_delivery")
