"""The history of accounts, and sessions that know of impersonation and of proof repeated."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dovetail.shared_kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("dovetail_accounts", "0002_auth"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecurityEvent",
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
                    models.CharField(help_text="Such as `logged_in`; may grow.", max_length=64),
                ),
                (
                    "actor_id",
                    models.CharField(
                        blank=True,
                        null=True,
                        help_text="Who did it; empty when nobody was authenticated.",
                        max_length=64,
                    ),
                ),
                ("session_id", models.UUIDField(blank=True, null=True)),
                ("api_key_id", models.UUIDField(blank=True, null=True)),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                ("user_agent", models.CharField(blank=True, max_length=400)),
                (
                    "details",
                    models.JSONField(default=dict, help_text="Plain facts, never secrets."),
                ),
            ],
        ),
        migrations.AddField(
            model_name="session",
            name="epoch",
            field=models.PositiveIntegerField(
                default=1, help_text="Counted up when the person authenticates anew."
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="password_stamp",
            field=models.CharField(
                blank=True,
                help_text="Of the password then, where the user model keeps no time of its change.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="impersonator",
            field=models.ForeignKey(
                blank=True,
                help_text="Who acts as the user.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("signup", "Signup"),
                    ("login_code", "Login Code"),
                    ("second_factor", "Second Factor"),
                    ("reauthentication", "Reauthentication"),
                    ("password_reset", "Password Reset"),
                    ("email_change", "Email Change"),
                    ("email_undo", "Email Undo"),
                    ("factor_enrollment", "Factor Enrollment"),
                    ("passkey_registration", "Passkey Registration"),
                    ("passkey_login", "Passkey Login"),
                    ("federated_login", "Federated Login"),
                ],
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="user",
            field=models.ForeignKey(
                blank=True,
                help_text="Whom it is for, as far as there is an account.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="revoke_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("logged_out", "Logged Out"),
                    ("revoked", "Revoked"),
                    ("too_many", "Too Many"),
                    ("password_changed", "Password Changed"),
                    ("password_reset", "Password Reset"),
                    ("email_changed", "Email Changed"),
                    ("factors_changed", "Factors Changed"),
                    ("deactivated", "Deactivated"),
                    ("erased", "Erased"),
                    ("impersonation_ended", "Impersonation Ended"),
                    ("token_reused", "Token Reused"),
                ],
                max_length=32,
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=["user", "-id"],
                name="accounts_live_sessions",
            ),
        ),
        migrations.AddField(
            model_name="securityevent",
            name="user",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose account; empty where an address was tried that nobody has.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="securityevent",
            index=models.Index(fields=["user", "-id"], name="accounts_history_of_user"),
        ),
        migrations.AddIndex(
            model_name="securityevent",
            index=models.Index(fields=["created_at"], name="accounts_history_by_time"),
        ),
    ]
