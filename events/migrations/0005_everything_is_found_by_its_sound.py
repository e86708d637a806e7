"""What is there already is found by its reading too: the beat makes its searchable text anew."""

from django.db import migrations

NOTE_ALL = """
INSERT INTO events_listingdue (kind, object_id) SELECT 'place', id FROM events_place ON CONFLICT DO NOTHING;
INSERT INTO events_listingdue (kind, object_id) SELECT 'event', id FROM events_event ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0004_history_is_only_added_to")]
    operations = [migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop)]
