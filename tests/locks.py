"""Somebody else who holds a row."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model


@contextmanager
def holding(thing: Model) -> Iterator[None]:
    """Another connection has locked the row of ``thing``; for transactional tests, whose rows others can see."""
    other = connection.copy()
    table = connection.ops.quote_name(thing._meta.db_table)
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE", [thing.pk])
        yield
    finally:
        other.rollback()
        other.close()
