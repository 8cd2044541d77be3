"""A delivery is written twice; each index less is one write less in both."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dovetail_kernel", "0005_rate_counts"),
    ]

    operations = [
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
    ]
