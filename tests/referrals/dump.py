"""All that the database holds, as text, to be searched for what must not be there."""

from django.db import connection

_TABLES = "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"


def dump_database() -> dict[str, str]:
    """The rows of each table that this role may read."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM {table} t")
            found[table] = cursor.fetchone()[0]
    return found
