"""Rights of the running role, before any table: ``hub_owner`` makes tables, ``hub_app`` uses them and owns none."""

from django.db import migrations

GRANT = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_app') THEN
        RAISE EXCEPTION 'role hub_app is missing: see docs/operations.md';
    END IF;
    IF current_user = 'hub_app' THEN
        RAISE EXCEPTION 'migrations run as the owner of the tables: set HUB_AS_OWNER=1 and DATABASE_OWNER_URL';
    END IF;
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO hub_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hub_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO hub_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hub_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO hub_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM hub_app;
"""

REVOKE = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM hub_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM hub_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM hub_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM hub_app;
REVOKE USAGE ON SCHEMA public FROM hub_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    run_before = [("contenttypes", "0001_initial")]
    operations = [migrations.RunSQL(GRANT, REVOKE)]
