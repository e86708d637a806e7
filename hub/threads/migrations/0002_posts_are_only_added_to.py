"""What was written and done in talks is never written anew by the running hub. Who it was is forgotten with the account."""

from django.db import migrations

REVOKE = """
REVOKE UPDATE ON threads_post, threads_threadact FROM hub_app;
GRANT UPDATE (author_id) ON threads_post TO hub_app;
GRANT UPDATE (by_id) ON threads_threadact TO hub_app;
"""
GRANT = """
REVOKE UPDATE (author_id) ON threads_post FROM hub_app;
REVOKE UPDATE (by_id) ON threads_threadact FROM hub_app;
GRANT UPDATE ON threads_post, threads_threadact TO hub_app;
"""


class Migration(migrations.Migration):
    dependencies = [("threads", "0001_talks_and_their_files"), ("hub", "0001_database_roles")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
