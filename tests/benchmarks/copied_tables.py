"""Copies tables as they are now to a schema of its own, with indexes and fresh statistics: run by their owner."""

import sys
from collections.abc import Sequence

import django
from django.db import connection


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
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2:])
