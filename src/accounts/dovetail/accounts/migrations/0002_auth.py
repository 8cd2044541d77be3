"""Sessions, challenges and counters, beside whatever user model the project has."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dovetail.shared_kernel.identifiers


class Migration(migrations.Migration):
    initial = True

    # The autodetector leaves the first of these out while our own user model is the active one;
    # with another it would then create foreign keys to a table that is not there yet.
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dovetail_accounts", "0001_user"),
    ]

    operations = [
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dovetail.shared_kernel.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("purpose", models.CharField(choices=[("signup", "Signup")], max_length=32)),
                ("is_decoy", models.BooleanField(default=False, help_text="No code redeems it.")),
                ("secret_hash", models.CharField(max_length=64)),
                ("data", models.JSONField(default=dict)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sends", models.PositiveSmallIntegerField(default=1)),
                ("expires_at", models.DateTimeField()),
                ("consumed_at", models.DateTimeField(blank=True, null=True)),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whom it was redeemed for.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoginFailures",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dovetail.shared_kernel.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("count", models.PositiveIntegerField(default=0)),
                ("resets_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "login failures",
                "indexes": [models.Index(fields=["resets_at"], name="accounts_failures_by_end")],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dovetail.shared_kernel.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("secret", models.BinaryField(max_length=32)),
                ("generation", models.PositiveIntegerField(default=1)),
                ("amr", models.JSONField(default=list)),
                ("authenticated_at", models.DateTimeField()),
                ("refreshed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                ("user_agent", models.CharField(blank=True, max_length=400)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True,
                        choices=[("logged_out", "Logged Out"), ("token_reused", "Token Reused")],
                        max_length=32,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="challenge",
            index=models.Index(fields=["expires_at"], name="accounts_challenge_by_end"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["expires_at"], name="accounts_session_by_end"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoke_reason", ""), ("revoked_at__isnull", True)),
                    models.Q(
                        ("revoked_at__isnull", False),
                        models.Q(("revoke_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="accounts_revoked_for_a_reason",
            ),
        ),
    ]
