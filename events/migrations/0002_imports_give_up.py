"""A run of the import counts how often it was begun."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="importrun",
            name="attempts",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name="始めた回数"),
        ),
    ]
