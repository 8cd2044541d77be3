"""Indexes that the claim is answered from whatever the statistics say, and one index less."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dovetail_kernel", "0005_rate_counts"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="outboxdelivery",
            name="kernel_pending",
        ),
        migrations.RemoveIndex(
            model_name="outboxdelivery",
            name="kernel_pending_siblings",
        ),
        migrations.AlterField(
            model_name="outboxdelivery",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="dovetail_kernel.outboxevent",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxdelivery",
            index=models.Index(
                condition=models.Q(("crashes", 0), ("status", 0)),
                fields=["id"],
                name="kernel_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxdelivery",
            index=models.Index(
                condition=models.Q(("status", 0), models.Q(("ordering_key", ""), _negated=True)),
                fields=["subscription", "ordering_key", "id"],
                name="kernel_pending_siblings",
            ),
        ),
        migrations.AddField(
            model_name="outboxdelivery",
            name="decision",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Who had it delivered again or skipped, and why.",
                max_length=300,
            ),
        ),
    ]
