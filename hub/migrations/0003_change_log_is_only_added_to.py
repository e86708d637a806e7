"""The running hub adds to the log of changes, and neither rewrites nor shortens it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hub", "0002_vocabulary_and_changes")]
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON hub_change FROM hub_app", "GRANT UPDATE, DELETE ON hub_change TO hub_app"
        )
    ]
