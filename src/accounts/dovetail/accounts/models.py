"""The user model, and what proves who somebody is."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.timezone import now

from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.models import Record
from dovetail.shared_kernel.transports import ReadQuerySet

from . import addresses
from .enums import Purpose, RevokeReason, UserKind
from .errors import AddressNotUsable
from .validators import is_language_tag, is_timezone


class UserManager(BaseUserManager.from_queryset(ReadQuerySet)):  # type: ignore[misc]
    """Makes users by address, for commands, tests and projects; people sign up by service."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return addresses.normalized(email or "")

    def get_by_natural_key(self, username: str | None) -> Any:
        try:
            return self.get(email=self.normalize_email(username))
        except AddressNotUsable:
            raise self.model.DoesNotExist from None

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """A person with an address; without a password nobody logs in by one."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """A person who may do everything in the admin."""
        return self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )


class AbstractUser(AbstractBaseUser, PermissionsMixin):
    """A person known by mail address, or a service; extend it to add columns of your own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=UserKind, default=UserKind.HUMAN)
    # Django asks that the login field is unique by itself (auth.E003).
    email = models.EmailField(max_length=addresses.MAX_LENGTH, unique=True, null=True, blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    full_name = models.CharField(max_length=150, blank=True)
    locale = models.CharField(max_length=35, default="en", validators=[is_language_tag])
    timezone = models.CharField(max_length=64, default="UTC", validators=[is_timezone])
    is_active = models.BooleanField(
        default=True, help_text="Whether they may log in. Turn it off instead of deleting people."
    )
    is_staff = models.BooleanField(default=False, help_text="Whether they may see the admin.")
    password_changed_at = models.DateTimeField(default=now, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(Lower("email"), name="%(app_label)s_%(class)s_one_address"),
            models.CheckConstraint(
                condition=Q(kind=UserKind.SERVICE) | Q(email__isnull=False),
                name="%(app_label)s_%(class)s_human_has_address",
            ),
        ]

    def __str__(self) -> str:
        return self.email or self.full_name or str(self.pk)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.partition(" ")[0]

    @classmethod
    def normalize_username(cls, username: str | None) -> str | None:  # type: ignore[override]
        return addresses.normalized(username) if username else None

    def clean(self) -> None:
        try:
            super().clean()
        except AddressNotUsable as refused:
            raise ValidationError({"email": refused.detail}) from None

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = now()


class User(AbstractUser):
    """The user model of a project that has no other."""

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"


class Session(Record):
    """Where somebody is logged in; its tokens are computed from it and never stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    secret = models.BinaryField(max_length=32)
    generation = models.PositiveIntegerField(default=1)
    amr = models.JSONField(default=list)
    authenticated_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=32, choices=RevokeReason, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                name="accounts_revoked_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="accounts_session_by_end")]

    def __str__(self) -> str:
        return f"{self.user_id} since {self.created_at:%Y-%m-%d %H:%M}"

    def has_ended(self, *, at: datetime, idle_since: datetime) -> bool:
        """Whether it was ended, has run out, or its user may no longer log in with it."""
        user = self.user
        changed_at = getattr(user, "password_changed_at", None)
        return (
            self.revoked_at is not None
            or self.expires_at <= at
            or self.refreshed_at <= idle_since
            or not user.is_active
            or (changed_at is not None and changed_at > self.authenticated_at)
        )


class Challenge(Record):
    """A one-time secret that was mailed, or the decoy of one that was not."""

    purpose = models.CharField(max_length=32, choices=Purpose)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Whom it was redeemed for.",
    )
    is_decoy = models.BooleanField(default=False, help_text="No code redeems it.")
    secret_hash = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    sends = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    consumed_at = models.DateTimeField(null=True, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="accounts_challenge_by_end")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class LoginFailures(Record):
    """How often a log-in failed for one address from one place, within a window."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    resets_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "login failures"
        indexes = [models.Index(fields=["resets_at"], name="accounts_failures_by_end")]

    def __str__(self) -> str:
        return self.key
