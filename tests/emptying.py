"""The database after a test that committed: empty again, at the price of what the test wrote.

Django's ``flush`` truncates every table, a hundred files each time, and then makes content types and permissions
anew. Here those two stay, which no test writes, and of the others only what holds rows is truncated.
"""

from functools import cache

from django.db import connection

_STAY = {"django_content_type", "auth_permission"}


@cache
def _tables() -> list[str]:
    return sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - _STAY)


def empty_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in _tables())
        )
        filled = [f'"{table}"' for (table,) in cursor.fetchall()]
        if filled:
            # With those that refer to them, which hold no rows or are named themselves.
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
