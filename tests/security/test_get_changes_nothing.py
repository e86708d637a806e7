"""Looking changes nothing: all addresses and all links, as a visitor and as an administrator; the tables are compared."""

from django.apps import apps
from django.db import connection

from tests.security.pages import READINGS, admin_addresses, public_addresses, walk
from tests.security.world import World

# A login and the age of a session are written by Django when somebody is there at all.
_LEFT_OUT = {"django_session", "django_migrations"}


def _tables() -> dict[str, tuple[int, str]]:
    """Rows and a hash of the content of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names()) - _LEFT_OUT):
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
            )
            found[table] = cursor.fetchone()
    return found


def test_every_table_of_ours_is_compared(db: None) -> None:
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - _LEFT_OUT
    assert ours <= set(_tables())


def test_no_get_of_a_visitor_changes_anything(world: World) -> None:
    client, before = world.client("visitor"), _tables()
    for reading in READINGS:
        client.cookies["reading"] = reading
        for address in public_addresses(world):
            client.get(address)
    client.cookies["reading"] = "ja"
    assert len(walk(client, public_addresses(world), 160)) == 160
    assert _tables() == before


def test_no_get_of_an_administrator_changes_anything(world: World) -> None:
    client = world.client("administrator")
    before = _tables()
    assert len(walk(client, admin_addresses(world), 220)) == 220
    assert _tables() == before
