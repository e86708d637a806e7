"""The running hub adds to the history of registrations and needs.

Who did it is forgotten with the account, a hand and a talk with their organisation; of needs also the words, some time
after they ended.
"""

from django.db import migrations

REVOKE = """
REVOKE UPDATE ON partners_partnershiptransition FROM hub_app;
REVOKE UPDATE, DELETE ON partners_needtransition FROM hub_app;
GRANT UPDATE (by_id) ON partners_partnershiptransition TO hub_app;
GRANT UPDATE (by_id, hand_id, thread_id, reason) ON partners_needtransition TO hub_app;
"""
GRANT = """
REVOKE UPDATE (by_id) ON partners_partnershiptransition FROM hub_app;
REVOKE UPDATE (by_id, hand_id, thread_id, reason) ON partners_needtransition FROM hub_app;
GRANT UPDATE ON partners_partnershiptransition TO hub_app;
GRANT UPDATE, DELETE ON partners_needtransition TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_needs_and_raised_hands"), ("hub", "0001_database_roles")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
