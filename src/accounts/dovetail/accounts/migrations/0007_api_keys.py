"""API keys, and the programs that are users themselves."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dovetail.shared_kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dovetail_accounts", "0006_identities"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceAccount",
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
                (
                    "tenant_id",
                    models.UUIDField(
                        blank=True,
                        help_text="The only tenant in which its keys are good.",
                        null=True,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("deactivated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApiKey",
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
                (
                    "tenant_id",
                    models.UUIDField(
                        blank=True, help_text="The only tenant in which it is good.", null=True
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "prefix",
                    models.CharField(help_text="By which it is found; no secret.", max_length=12),
                ),
                ("secret_hash", models.CharField(max_length=64)),
                ("scopes", models.JSONField(default=list, help_text="Codes of permissions.")),
                ("expires_at", models.DateTimeField()),
                ("expiry_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "last_used_at",
                    models.DateTimeField(
                        blank=True, help_text="Within a minute of the last use.", null=True
                    ),
                ),
                ("last_used_ip", models.GenericIPAddressField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True, help_text="As a session's, such as `revoked`.", max_length=32
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "service_account",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty where the user is a person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="dovetail_accounts.serviceaccount",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="serviceaccount",
            index=models.Index(fields=["tenant_id"], name="accounts_services_of_tenant"),
        ),
        migrations.AddIndex(
            model_name="apikey",
            index=models.Index(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=["user", "-id"],
                name="accounts_live_keys",
            ),
        ),
        migrations.AddIndex(
            model_name="apikey",
            index=models.Index(fields=["expires_at"], name="accounts_key_by_end"),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.UniqueConstraint(
                fields=("prefix",), name="accounts_one_key_of_a_prefix"
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoke_reason", ""), ("revoked_at__isnull", True)),
                    models.Q(
                        ("revoked_at__isnull", False),
                        models.Q(("revoke_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="accounts_key_revoked_for_a_reason",
            ),
        ),
    ]
