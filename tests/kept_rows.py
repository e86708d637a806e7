"""Rows that a service of ours wrote once in this process, put back as they were by tests that only need them.

Sequences are never set back, so their numbers stay free. Tables are copied as a whole, in the order in which they are named.
"""

from django.db import connection


class KeptRows:
    def __init__(self, *tables: str) -> None:
        self._tables = tables
        self._rows: list[bytes] = []

    def are_kept(self) -> bool:
        return bool(self._rows)

    def is_empty(self) -> bool:
        """Whether none of the tables holds a row."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT NOT ({' OR '.join(f'EXISTS (SELECT FROM {table})' for table in self._tables)})")
            return bool(cursor.fetchone()[0])

    def keep(self) -> None:
        with connection.cursor() as cursor:
            for table in self._tables:
                with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                    self._rows.append(b"".join(rows))

    def put_back(self) -> None:
        """Into tables that are empty."""
        with connection.cursor() as cursor:
            for table, kept in zip(self._tables, self._rows, strict=True):
                with cursor.copy(f"COPY {table} FROM STDIN") as rows:
                    rows.write(kept)
