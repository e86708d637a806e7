"""Copies tables as they are now to a schema of its own, with indexes and fresh statistics: run by their owner."""

import sys
from collections.abc import Sequence

import django
from django.db import connection

from tests import waiting


def main(schema: str, tables: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")  # of another measurement of this run
        cursor.execute(f"CREATE SCHEMA {schema}")
        for table in tables:
            cursor.execute(f"CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING ALL)")
            cursor.execute(f"INSERT INTO {schema}.{table} OVERRIDING SYSTEM VALUE SELECT * FROM public.{table}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO hub_app")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO hub_app")
    waiting.until(
        lambda: _is_settled(schema), what=f"the tables of {schema}, as the database leaves them in quiet times"
    )


def _is_settled(schema: str) -> bool:
    """Vacuumed to the last page: while somebody else still reads, what was just written is not seen to be for all."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r' AND relallvisible < relpages",
            [schema],
        )
        return bool(cursor.fetchone() == (0,))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2:])
