"""The database of the tests: made as its owner by the migrations, once for all processes of a run.

Each process of pytest-xdist has its own, a copy of a template that the first of them makes while the others wait.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from hub.migrating import quick_states
from hub.settings import env
from tests import emptying

_WHO = ("USER", "PASSWORD", "HOST", "PORT")

_RIGHTS = """
SELECT privilege_type, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
  FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE datname = %s
"""


@contextmanager
def as_owner() -> Iterator[None]:
    """Within the block the default connection belongs to ``hub_owner``; it is closed before and after."""
    mine = connection.settings_dict
    owner = env.database("DATABASE_OWNER_URL")
    before = {key: mine[key] for key in (*_WHO, "OPTIONS")}
    connection.close()
    mine.update({key: owner[key] for key in _WHO}, OPTIONS={**before["OPTIONS"], "options": ""})
    try:
        yield
    finally:
        connection.close()
        mine.update(before)


@contextmanager
def migrated(*, keep: bool, keep_after: bool) -> Iterator[None]:
    """The test database of a process that is alone."""
    with as_owner(), quick_states():
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep)
        with connection.cursor() as cursor:
            cursor.execute(emptying.MAKE_FUNCTION)
    yield
    if not keep_after:
        with as_owner():
            teardown_databases(made, verbosity=0)


@contextmanager
def copied(run: str) -> Iterator[None]:
    """The test database of one process of several. ``run``: what tells their run from others on this server."""
    before = connection.settings_dict["NAME"]
    wanted = settings.DATABASES["default"]["TEST"]["NAME"]
    template = f"{wanted.rpartition('_')[0]}_template"
    with as_owner(), connection.creation._nodb_cursor() as cursor:
        # Held until this connection ends.
        cursor.execute("SELECT pg_advisory_lock(%s)", [zlib.crc32(template.encode())])
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() != (run,):
            _make(template)
            cursor.execute(f"COMMENT ON DATABASE {template} IS '{run}'")
        cursor.execute(f"DROP DATABASE IF EXISTS {wanted}")
        cursor.execute(f"CREATE DATABASE {wanted} TEMPLATE {template} STRATEGY file_copy")
        # A copy has all that is in a database, but not the rights on it.
        cursor.execute(f"REVOKE ALL ON DATABASE {wanted} FROM PUBLIC")
        cursor.execute(_RIGHTS, [template])
        for right, who in cursor.fetchall():
            cursor.execute(f"GRANT {right} ON DATABASE {wanted} TO {who}")
    _is_named(wanted)
    yield
    connection.close()
    _is_named(before)
    with as_owner(), connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {wanted}")


def _make(template: str) -> None:
    test = settings.DATABASES["default"]["TEST"]
    wanted, test["NAME"] = test["NAME"], template
    try:
        with quick_states():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        with connection.cursor() as cursor:
            cursor.execute(emptying.MAKE_FUNCTION)
    finally:
        connection.close()
        test["NAME"] = wanted


def _is_named(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
