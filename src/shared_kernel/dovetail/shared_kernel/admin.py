from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest

from .events import retry_deliveries, skip_deliveries
from .models import JobSchedule, OutboxDelivery, OutboxEvent


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that are looked at, and changed by nobody's hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnly):
    list_display = ["name", "id", "tenant_id", "actor_id", "impersonator_id", "occurred_at"]
    list_filter = ["name"]
    search_fields = ["id", "tenant_id"]
    show_full_result_count = False

    @admin.display(description="Who really acted")
    def impersonator_id(self, event: OutboxEvent) -> str:
        return str(event.headers.get("impersonator_id", ""))


@admin.register(OutboxDelivery)
class OutboxDeliveryAdmin(ReadOnly):
    list_display = [
        "subscription",
        "event",
        "ordering_key",
        "status",
        "attempts",
        "crashes",
        "available_at",
        "done_at",
        "last_error",
        "decision",
    ]
    list_filter = ["status", "subscription"]
    list_select_related = ["event"]
    show_full_result_count = False
    actions = ["retry", "skip"]

    @admin.action(description="Deliver again", permissions=["operate"])
    def retry(self, request: HttpRequest, chosen: QuerySet[OutboxDelivery]) -> None:
        count = retry_deliveries(_ids(chosen), by=str(request.user))
        self._log(request, chosen, "Retried.")
        self.message_user(request, f"{count} will be delivered again.")

    @admin.action(description="Skip for good", permissions=["operate"])
    def skip(self, request: HttpRequest, chosen: QuerySet[OutboxDelivery]) -> None:
        count = skip_deliveries(_ids(chosen), by=str(request.user), reason="in the admin")
        self._log(request, chosen, "Skipped.")
        self.message_user(request, f"{count} are skipped.")

    def _log(self, request: HttpRequest, chosen: QuerySet[OutboxDelivery], message: str) -> None:
        LogEntry.objects.log_actions(str(request.user.pk), chosen, CHANGE, change_message=message)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("dovetail_kernel.change_outboxdelivery")


def _ids(chosen: QuerySet[OutboxDelivery]) -> list[int]:
    return list(chosen.values_list("id", flat=True))


@admin.register(JobSchedule)
class JobScheduleAdmin(ReadOnly):
    list_display = ["name", "next_run_at", "last_started_at", "last_finished_at", "last_error"]
