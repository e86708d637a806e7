"""Fills the span of dates of events that were written before it was kept."""

from django.db import migrations

FILL = """
UPDATE events_event AS kept
SET first_starts_at = coalesce(dates.first, kept.created_at), last_ends_at = coalesce(dates.last, kept.created_at)
FROM events_event AS one
LEFT JOIN LATERAL (
    SELECT min(starts_at) AS first, max(ends_at) AS last FROM events_occurrence WHERE event_id = one.id
) AS dates ON true
WHERE kept.id = one.id
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0015_span_of_dates")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
