"""Users and sessions for operators."""

from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest

from dovetail.shared_kernel.events import published_by

from . import errors, services
from .models import Passkey, SecurityEvent, Session, User


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "full_name")


class UserForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)  # passed over where the project has another user model
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    form = UserForm
    add_form = NewUserForm
    list_display = ("email", "full_name", "kind", "is_active", "is_staff", "created_at")
    list_filter = ("kind", "is_active", "is_staff", "is_superuser")
    search_fields = ("email", "full_name")
    ordering = ("-created_at",)
    readonly_fields = ("email_verified_at", "password_changed_at", "last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "password", "kind")}),
        ("Person", {"fields": ("full_name", "locale", "timezone")}),
        (
            "Permissions",
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (
            "Times",
            {"fields": ("created_at", "email_verified_at", "password_changed_at", "last_login")},
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "full_name", "usable_password", "password1", "password2"),
            },
        ),
    )

    actions = ("remove_factors",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # people are turned off; other tables hold on to them

    @admin.action(
        description="Remove the second factors of people who lost them", permissions=["change"]
    )
    def remove_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For who has proven otherwise who they are; the history says who did it."""
        removed = 0
        with published_by(actor_id=str(request.user.pk), request_id=None):
            for user_id in queryset.values_list("pk", flat=True):
                with suppress(errors.NoSecondFactor):
                    services.remove_factors(user_id=str(user_id))
                    removed += 1
        self.message_user(request, f"{removed} lost their second factors and all sessions.")


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = (
        "user",
        "created_at",
        "refreshed_at",
        "expires_at",
        "revoked_at",
        "revoke_reason",
        "ip",
    )
    list_filter = ("revoke_reason",)
    date_hierarchy = "created_at"
    list_select_related = ("user",)
    exclude = ("secret",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).defer("secret").order_by("-created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Passkey)
class PasskeyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "name", "is_backed_up", "created_at", "last_used_at")
    list_filter = ("is_backed_up",)
    date_hierarchy = "created_at"
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SecurityEvent)
class SecurityEventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("created_at", "kind", "user", "actor_id", "ip")
    list_filter = ("kind",)
    date_hierarchy = "created_at"
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
