"""What an operator sees; organizations change through services alone."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from . import models, services

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "status", "created_at")
    list_filter = ("status",)
    search_fields = ("name", "slug", "id")
    ordering = ("-created_at",)
    actions = ("suspend", "reactivate")

    def has_suspend_permission(self, request: HttpRequest) -> bool:
        # Nobody edits the row by hand; who may change it may suspend it.
        return request.user.has_perm("dovetail_organizations.change_organization")

    @admin.action(description="Suspend", permissions=["suspend"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[models.Organization]) -> None:
        for organization in queryset:
            services.suspend_organization(organization_id=organization.id)

    @admin.action(description="Reactivate", permissions=["suspend"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[models.Organization]) -> None:
        for organization in queryset:
            services.reactivate_organization(organization_id=organization.id)


@admin.register(models.Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("organization", "user", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("organization", "user")
    search_fields = ("organization__name", "organization__slug", "id")
    ordering = ("-created_at",)


@admin.register(models.Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("organization", "email_normalized", "role", "status", "expires_at")
    list_filter = ("status", "role")
    list_select_related = ("organization",)
    search_fields = ("organization__name", "organization__slug", "email_normalized", "id")
    ordering = ("-created_at",)
