"""Places and events whose searchable text is to be made anew, since a name in it was changed."""

from django.db import migrations, models

KINDS = [("place", "場"), ("event", "催し")]


class Migration(migrations.Migration):
    dependencies = [("events", "0002_imports_give_up")]
    operations = [
        migrations.CreateModel(
            name="ListingDue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("object_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "作り直す索引",
                "verbose_name_plural": "作り直す索引",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="listing_due_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["place", "event"])), name="listing_due_kind_known"
                    ),
                ],
            },
        ),
    ]
