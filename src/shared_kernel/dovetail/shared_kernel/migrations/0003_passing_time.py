"""Events once for a key, sealed values that are forgotten, and time that is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dovetail_kernel", "0002_promises_idempotency_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldTime",
            fields=[
                ("name", models.CharField(max_length=140, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "told times",
            },
        ),
        migrations.AddField(
            model_name="outboxevent",
            name="holds_sealed",
            field=models.BooleanField(
                db_default=False, help_text="Whether a sealed value still waits in the payload."
            ),
        ),
        migrations.AddField(
            model_name="outboxevent",
            name="idempotency_key",
            field=models.CharField(blank=True, max_length=200, null=True),
        ),
        migrations.AddIndex(
            model_name="outboxevent",
            index=models.Index(
                condition=models.Q(("holds_sealed", True)),
                fields=["id"],
                name="kernel_event_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("idempotency_key__isnull", False)),
                fields=("name", "idempotency_key"),
                name="kernel_one_event_per_key",
            ),
        ),
    ]
