"""What relays have in hand, and what they died of."""

import django.db.models.functions.datetime
from django.db import migrations, models

import dovetail.shared_kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("dovetail_kernel", "0003_passing_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="RelayHand",
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
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "in_hand",
                    models.JSONField(default=list, help_text="The ids of deliveries."),
                ),
            ],
        ),
        migrations.AddField(
            model_name="outboxdelivery",
            name="crashes",
            field=models.SmallIntegerField(
                db_default=0, help_text="How many relays died with it in hand."
            ),
        ),
        migrations.AddIndex(
            model_name="outboxdelivery",
            index=models.Index(
                condition=models.Q(("crashes__gt", 0), ("status", 0)),
                fields=["id"],
                name="kernel_suspects",
            ),
        ),
    ]
