"""Columns and constraints."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dovetail.shared_kernel.models import Record

from .enums import InvitationStatus, OrganizationStatus, Role


class Organization(Record):
    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=63)
    status = models.CharField(
        max_length=16, choices=OrganizationStatus, default=OrganizationStatus.ACTIVE
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="organizations_one_slug"),
            models.CheckConstraint(
                condition=Q(slug__regex=r"^(?=.{3,63}$)[a-z0-9](-?[a-z0-9])*$"),
                name="organizations_slug_is_plain",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organizations_has_a_name"),
            models.CheckConstraint(
                condition=Q(status__in=OrganizationStatus.values),
                name="organizations_known_status",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Membership(Record):
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="memberships", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=48, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="organizations_one_membership"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "organization"], name="organizations_of_a_user"),
            models.Index(
                fields=["organization", "created_at", "id"], name="organizations_members_by_time"
            ),
            models.Index(
                fields=["organization"], name="organizations_owners", condition=Q(role=Role.OWNER)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"


class Invitation(Record):
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="invitations", db_index=False
    )
    email_normalized = models.CharField(max_length=254)
    role = models.CharField(max_length=48, choices=Role)
    status = models.CharField(
        max_length=16, choices=InvitationStatus, default=InvitationStatus.PENDING
    )
    token_version = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField()
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email_normalized"],
                condition=Q(status=InvitationStatus.PENDING),
                name="organizations_one_pending_invitation",
            ),
            models.CheckConstraint(
                condition=Q(status__in=InvitationStatus.values),
                name="organizations_known_invitation_status",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=InvitationStatus.ACCEPTED,
                    accepted_by__isnull=False,
                    accepted_at__isnull=False,
                )
                | (
                    ~Q(status=InvitationStatus.ACCEPTED)
                    & Q(accepted_by__isnull=True, accepted_at__isnull=True)
                ),
                name="organizations_accepted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "created_at", "id"], name="organizations_invites_by_time"
            ),
            models.Index(
                fields=["expires_at"],
                name="organizations_invites_due",
                condition=Q(status=InvitationStatus.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.id}"


class ServiceAccount(Record):
    """A program that acts in the organization as a user of its own; it takes no seat."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="service_accounts", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=48, choices=Role)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deactivated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], name="organizations_one_account_of_a_program"),
            models.CheckConstraint(
                condition=~Q(role=Role.OWNER), name="organizations_no_program_owns"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "created_at", "id"], name="organizations_programs_by_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"
