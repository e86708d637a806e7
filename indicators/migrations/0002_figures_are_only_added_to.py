"""A value that was measured, and what was decided of a place, is never written anew by the running hub.

Who wrote it is forgotten with the account.
"""

from django.db import migrations

REVOKE = """
REVOKE UPDATE, DELETE ON indicators_measurement, indicators_placedecision FROM hub_app;
GRANT UPDATE (by_id) ON indicators_measurement, indicators_placedecision TO hub_app;
"""
GRANT = """
REVOKE UPDATE (by_id) ON indicators_measurement, indicators_placedecision FROM hub_app;
GRANT UPDATE, DELETE ON indicators_measurement, indicators_placedecision TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_plans_and_figures"), ("hub", "0001_database_roles")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
