"""Passkeys."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dovetail.shared_kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("dovetail_accounts", "0004_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Passkey",
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
                ("name", models.CharField(max_length=64)),
                ("credential_id", models.BinaryField(max_length=1023, unique=True)),
                (
                    "credential_data",
                    models.BinaryField(
                        help_text="The public key, as the authenticator wrote it "
                        "(WebAuthn, section 6.5.2)."
                    ),
                ),
                (
                    "user_handle",
                    models.BinaryField(
                        help_text="Random; what the authenticator knows the person by.",
                        max_length=32,
                    ),
                ),
                (
                    "sign_count",
                    models.PositiveBigIntegerField(
                        default=0,
                        help_text="Counts up with each use; passkeys that are synchronized say 0.",
                    ),
                ),
                (
                    "transports",
                    models.JSONField(default=list, help_text="How a browser reaches it; a hint."),
                ),
                (
                    "is_backup_eligible",
                    models.BooleanField(
                        default=False, help_text="Whether it may leave its device."
                    ),
                ),
                ("is_backed_up", models.BooleanField(default=False)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_backup_eligible", True), ("is_backed_up", False), _connector="OR"
                        ),
                        name="accounts_passkey_backed_up_if_eligible",
                    )
                ],
            },
        ),
    ]
