"""The running hub adds to the history of states. Who did it is forgotten with the account, nothing else changes."""

from django.db import migrations

REVOKE = """
REVOKE UPDATE, DELETE ON events_transition FROM hub_app;
GRANT UPDATE (by_id) ON events_transition TO hub_app;
"""
GRANT = """
REVOKE UPDATE (by_id) ON events_transition FROM hub_app;
GRANT UPDATE, DELETE ON events_transition TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0003_listings_follow_names")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
