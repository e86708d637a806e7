"""The database after a test that committed: empty again, at the price of what the test wrote.

Django's ``flush`` truncates every table, a hundred files each time, and then makes content types and permissions
anew. Here those two stay, which no test writes, and of the others only what has pages is emptied: a small table by
DELETE, since to truncate one means to truncate all that may refer to it. The function belongs to the owner of the
tables, for whom no row is only ever added to; it is there in the test database, and there alone.
"""

from django.db import connection

_STAY = ("django_content_type", "auth_permission", "django_migrations")
# Bytes from which on a table is truncated, and with it what dead rows take up.
_LARGE = 1_000_000

MAKE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION empty_after_a_test() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    small text[];
    large text[];
    name text;
BEGIN
    SELECT array_agg(oid::regclass::text) FILTER (WHERE pg_relation_size(oid) < {_LARGE}),
           array_agg(oid::regclass::text) FILTER (WHERE pg_relation_size(oid) >= {_LARGE})
      INTO small, large
      FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname != ALL ('{{{",".join(_STAY)}}}')
       AND pg_relation_size(oid) > 0;
    IF large IS NOT NULL THEN
        EXECUTE 'TRUNCATE ' || array_to_string(large, ', ') || ' CASCADE';
    END IF;
    FOREACH name IN ARRAY coalesce(small, '{{}}') LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
END $$
"""


def empty_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT empty_after_a_test()")
