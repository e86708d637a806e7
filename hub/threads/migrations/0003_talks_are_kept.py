"""The running hub deletes nothing that was written or done in talks. No organisation is deleted, nor is a talk."""

from django.db import migrations

REVOKE = "REVOKE DELETE ON threads_post, threads_threadact FROM hub_app"
GRANT = "GRANT DELETE ON threads_post, threads_threadact TO hub_app"


class Migration(migrations.Migration):
    dependencies = [("threads", "0002_posts_are_only_added_to")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
