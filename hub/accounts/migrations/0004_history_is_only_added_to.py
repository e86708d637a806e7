"""The running hub adds to the history of organisations. Who did it is forgotten with the account, nothing else changes."""

from django.db import migrations

REVOKE = """
REVOKE UPDATE, DELETE ON accounts_organizationtransition FROM hub_app;
GRANT UPDATE (by_id) ON accounts_organizationtransition TO hub_app;
"""
GRANT = """
REVOKE UPDATE (by_id) ON accounts_organizationtransition FROM hub_app;
GRANT UPDATE, DELETE ON accounts_organizationtransition TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_recheck_of_organizations")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
