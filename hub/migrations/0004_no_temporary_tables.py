"""The running hub makes no table, temporary ones included: PUBLIC has that right in every new database."""

from django.db import migrations

REVOKE = """
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
"""

GRANT = """
DO $$
BEGIN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("hub", "0003_change_log_is_only_added_to")]
    operations = [migrations.RunSQL(REVOKE, GRANT)]
