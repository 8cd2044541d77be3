"""Copies of what is held of a person, and its end; a user who was erased has no address."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dovetail.shared_kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("dovetail_accounts", "0007_api_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataRequest",
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
                    "kind",
                    models.CharField(
                        choices=[("export", "Export"), ("erasure", "Erasure")], max_length=16
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("preparing", "Preparing"),
                            ("ready", "Ready"),
                            ("expired", "Expired"),
                            ("failed", "Failed"),
                            ("scheduled", "Scheduled"),
                            ("canceled", "Canceled"),
                            ("done", "Done"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "execute_after",
                    models.DateTimeField(
                        blank=True,
                        help_text="When an erasure is due; later after each veto.",
                        null=True,
                    ),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "expires_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the document of an export is deleted.",
                        null=True,
                    ),
                ),
                (
                    "report",
                    models.JSONField(default=dict, help_text="Vetoes, and what was erased."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExportPart",
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
                ("position", models.PositiveIntegerField()),
                ("sealed", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="user",
            name="dovetail_accounts_user_human_has_address",
        ),
        migrations.AddField(
            model_name="user",
            name="erased_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Since when nothing is left but the row.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "service"),
                    ("email__isnull", False),
                    ("erased_at__isnull", False),
                    _connector="OR",
                ),
                name="dovetail_accounts_user_human_has_address",
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exportpart",
            name="request",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="dovetail_accounts.datarequest",
            ),
        ),
        migrations.AddIndex(
            model_name="datarequest",
            index=models.Index(
                condition=models.Q(("status", "scheduled")),
                fields=["execute_after"],
                name="accounts_erasures_due",
            ),
        ),
        migrations.AddIndex(
            model_name="datarequest",
            index=models.Index(
                condition=models.Q(("status", "preparing")),
                fields=["id"],
                name="accounts_exports_to_make",
            ),
        ),
        migrations.AddIndex(
            model_name="datarequest",
            index=models.Index(
                condition=models.Q(("status", "ready")),
                fields=["expires_at"],
                name="accounts_exports_by_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "scheduled")),
                fields=("user",),
                name="accounts_one_scheduled_erasure",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "preparing")),
                fields=("user",),
                name="accounts_one_export_at_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "scheduled"), _negated=True),
                    ("execute_after__isnull", False),
                    _connector="OR",
                ),
                name="accounts_scheduled_erasure_is_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ready"), _negated=True),
                    ("expires_at__isnull", False),
                    _connector="OR",
                ),
                name="accounts_ready_export_expires",
            ),
        ),
        migrations.AddConstraint(
            model_name="exportpart",
            constraint=models.UniqueConstraint(
                fields=("request", "position"), name="accounts_one_part_per_position"
            ),
        ),
    ]
