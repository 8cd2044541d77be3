"""Users and sessions for operators."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.errors import Refusal
from dovetail.shared_kernel.events import published_by

from . import services
from .models import ApiKey, DataRequest, ExternalIdentity, Passkey, SecurityEvent, Session, User

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")
"""What only a superuser gives."""


def _action(description: str, verb: Callable[..., Any]) -> Callable[..., None]:
    """An action of the list of users: a service for each that was chosen, and what it refused."""

    @admin.action(description=description, permissions=["change"])
    def run(self: Any, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        actor = Actor(kind="user", user_id=str(request.user.pk))
        refused = []
        with published_by(actor_id=actor.user_id, request_id=None):
            for row in chosen:
                try:
                    verb(actor=actor, user_id=str(row.pk))
                except Refusal as refusal:
                    refused.append(f"{row}: {refusal.detail}")
        messages.info(request, f"{len(chosen) - len(refused)} of {len(chosen)} are done.")
        for text in refused:
            messages.error(request, text)

    return run


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "full_name")


class UserForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"


class LookedAt(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that operators look at and do not touch, each of somebody."""

    date_hierarchy = "created_at"
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)  # passed over where the project has another user model
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    form = UserForm
    add_form = NewUserForm
    list_display = ("email", "full_name", "kind", "is_active", "is_staff", "created_at")
    list_filter = ("kind", "is_active", "is_staff", "is_superuser")
    search_fields = ("email", "full_name")
    ordering = ("-created_at",)
    readonly_fields = (
        "is_active",
        "email_verified_at",
        "password_changed_at",
        "last_login",
        "created_at",
    )
    actions = (
        "deactivate",
        "reactivate",
        "revoke_sessions",
        "send_password_reset",
        "remove_factors",
    )
    fieldsets = (
        (None, {"fields": ("email", "kind")}),
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # people are turned off; other tables hold on to them

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_beyond_reach = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_beyond_reach and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        powers = () if request.user.is_superuser else POWERS
        return (*super().get_readonly_fields(request, obj), *powers)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  (as Django calls it)
        form_url: str = "",
    ) -> HttpResponse:
        raise PermissionDenied  # nobody chooses the password of another (ASVS 5.0, 6.4.6)

    deactivate = _action("Turn off", services.deactivate_user)
    reactivate = _action("Turn on again", services.reactivate_user)
    revoke_sessions = _action("End every session", services.revoke_sessions)
    send_password_reset = _action("Mail a code for a new password", services.send_password_reset)
    # For who has proven otherwise who they are; the history says who did it.
    remove_factors = _action(
        "Remove the second factors of people who lost them",
        lambda *, actor, user_id: services.remove_factors(user_id=user_id),
    )


@admin.register(Session)
class SessionAdmin(LookedAt):
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
    exclude = ("secret",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).defer("secret").order_by("-created_at")


@admin.register(ApiKey)
class ApiKeyAdmin(LookedAt):
    list_display = (
        "prefix",
        "name",
        "user",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
        "revoke_reason",
    )
    list_filter = ("revoke_reason",)
    search_fields = ("prefix",)
    exclude = ("secret_hash",)


@admin.register(ExternalIdentity)
class ExternalIdentityAdmin(LookedAt):
    list_display = ("provider", "email", "user", "created_at", "last_login_at")
    list_filter = ("provider",)


@admin.register(Passkey)
class PasskeyAdmin(LookedAt):
    list_display = ("user", "name", "is_backed_up", "created_at", "last_used_at")
    list_filter = ("is_backed_up",)


@admin.register(SecurityEvent)
class SecurityEventAdmin(LookedAt):
    list_display = ("created_at", "kind", "user", "actor_id", "ip")
    list_filter = ("kind",)


@admin.register(DataRequest)
class DataRequestAdmin(LookedAt):
    list_display = ("created_at", "kind", "status", "user", "execute_after", "completed_at")
    list_filter = ("kind", "status")
