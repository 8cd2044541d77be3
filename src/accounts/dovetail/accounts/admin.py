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
from .models import SecurityEvent, Session, User

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")
"""What only a superuser gives."""


def done_to_each(
    request: HttpRequest, chosen: QuerySet[Any], verb: Callable[[Actor, Any], Any]
) -> None:
    """Do one thing to each of the rows that were chosen; say how many, and what was refused."""
    actor = Actor(kind="user", user_id=str(request.user.pk))
    done, refused = 0, []
    with published_by(actor_id=actor.user_id, request_id=None):
        for row in chosen:
            try:
                verb(actor, row)
                done += 1
            except Refusal as refusal:
                refused.append(f"{row}: {refusal.detail}")
    messages.info(request, f"{done} of {done + len(refused)} are done.")
    for text in refused:
        messages.error(request, text)


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
    readonly_fields = (
        "is_active",
        "email_verified_at",
        "password_changed_at",
        "last_login",
        "created_at",
    )
    actions = ("deactivate", "reactivate", "revoke_sessions", "send_password_reset")
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
        id: str,  # noqa: A002
        form_url: str = "",
    ) -> HttpResponse:
        raise PermissionDenied  # nobody chooses the password of another (ASVS 5.0, 6.4.6)

    @admin.action(description="Turn off", permissions=["change"])
    def deactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        done_to_each(
            request,
            chosen,
            lambda actor, user: services.deactivate_user(actor=actor, user_id=str(user.pk)),
        )

    @admin.action(description="Turn on again", permissions=["change"])
    def reactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        done_to_each(
            request,
            chosen,
            lambda actor, user: services.reactivate_user(actor=actor, user_id=str(user.pk)),
        )

    @admin.action(description="End every session", permissions=["change"])
    def revoke_sessions(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        done_to_each(
            request,
            chosen,
            lambda actor, user: services.revoke_sessions(actor=actor, user_id=str(user.pk)),
        )

    @admin.action(description="Mail a code for a new password", permissions=["change"])
    def send_password_reset(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        done_to_each(
            request,
            chosen,
            lambda actor, user: services.send_password_reset(actor=actor, user_id=str(user.pk)),
        )


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
