"""The user model."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.timezone import now

from dovetail.accounts import addresses
from dovetail.accounts.enums import UserKind
from dovetail.accounts.errors import AddressNotUsable
from dovetail.accounts.validators import is_language_tag, is_timezone
from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.transports import ReadQuerySet


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
    erased_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when nothing is left but the row."
    )

    erased_values: ClassVar[Mapping[str, Any]] = {}
    """What stands in the columns that a project added, once somebody is erased."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(Lower("email"), name="%(app_label)s_%(class)s_one_address"),
            models.CheckConstraint(
                condition=Q(kind=UserKind.SERVICE)
                | Q(email__isnull=False)
                | Q(erased_at__isnull=False),
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
