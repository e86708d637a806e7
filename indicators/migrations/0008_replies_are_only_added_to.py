"""What the city replied, and what was done with an opinion, is never written anew by the running hub.

Who wrote it is forgotten with the account.
"""

from django.db import migrations

_BY = "indicators_reply, indicators_voicetransition"
_ALL = f"{_BY}, indicators_reply_opinions, indicators_reply_policies"
REVOKE = f"""
REVOKE UPDATE, DELETE ON {_ALL} FROM hub_app;
GRANT UPDATE (by_id) ON {_BY} TO hub_app;
"""
GRANT = f"""
REVOKE UPDATE (by_id) ON {_BY} FROM hub_app;
GRANT UPDATE, DELETE ON {_ALL} TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_voices"), ("hub", "0001_database_roles")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
