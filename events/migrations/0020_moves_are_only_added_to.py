"""The running hub adds to the record of registrations. Who did it is forgotten with the account, nothing else changes."""

from django.db import migrations

REVOKE = """
REVOKE UPDATE, DELETE ON events_registrationmove FROM hub_app;
GRANT UPDATE (by_id) ON events_registrationmove TO hub_app;
"""
GRANT = """
REVOKE UPDATE (by_id) ON events_registrationmove FROM hub_app;
GRANT UPDATE, DELETE ON events_registrationmove TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0019_registrations")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
