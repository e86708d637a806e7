"""Half a position is none: it is taken away where there is one, before none can be written any more."""

from django.db import migrations

HALVES = """
UPDATE events_event SET latitude = NULL, longitude = NULL WHERE (latitude IS NULL) <> (longitude IS NULL);
UPDATE events_place SET latitude = NULL, longitude = NULL WHERE (latitude IS NULL) <> (longitude IS NULL);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0005_everything_is_found_by_its_sound")]
    operations = [migrations.RunSQL(HALVES, migrations.RunSQL.noop)]
