"""Who still waits is found each minute without reading every registration there ever was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0025_acts_of_registrations")]

    operations = [
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "offered", "awaiting", "in_lot"])),
                fields=["occurrence"],
                name="registration_undecided",
            ),
        ),
    ]
