"""A backup as docs/operations.md takes it restores: same rows, same rights."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from hub.api import log
from hub.api.log import look_at_log
from hub.models import Theme, WelcomeMark
from hub.supervisor.postgres import installation

_RESTORED = "restored_from_backup"


def _url(database: str, *, role: str = "DATABASE_OWNER_URL") -> str:
    return urlunsplit(urlsplit(os.environ[role])._replace(path=f"/{database}"))


def _run(program: str, *words: str | Path) -> None:
    path = installation() / "pginstall" / "bin" / program
    done = subprocess.run([path, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def restored() -> Iterator[str]:
    """The name of an empty database of the owner's."""
    name = f"{connection.settings_dict['NAME']}_{_RESTORED}"
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f'DROP DATABASE IF EXISTS "{name}"')
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield name
        owner.execute(f'DROP DATABASE "{name}"')


def _counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as reader:
        tables = reader.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: reader.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}


def _epoch(url: str) -> str:
    with psycopg.connect(url) as hub:
        epoch, _forgotten, _newest, _settled, *where = hub.execute(log._LOOK, [0]).fetchone()
        return log.epoch_of(epoch, *where)


@pytest.mark.django_db(transaction=True)
def test_a_dump_restores_into_an_empty_database(tmp_path: Path, restored: str) -> None:
    food = Theme.objects.create(key="food", name="食・料理")
    Theme.objects.create(key="tea", name="お茶", parent=food)
    WelcomeMark.objects.create(key="alone", name="一人参加歓迎")
    original = str(connection.settings_dict["NAME"])

    _run("pg_dump", "--format", "custom", "--file", tmp_path / "hub.dump", _url(original))
    options = ["--no-owner", "--role", "hub_owner", "--exit-on-error"]
    _run("pg_restore", *options, "--dbname", _url(restored), tmp_path / "hub.dump")

    assert _counts(_url(restored)) == _counts(_url(original))
    # Who follows the feed must not go on from a number that the restored log gives to something else.
    assert _epoch(_url(restored, role="DATABASE_URL")) != look_at_log().epoch
    assert _epoch(_url(original, role="DATABASE_URL")) == look_at_log().epoch
    with psycopg.connect(_url(restored, role="DATABASE_URL"), autocommit=True) as hub:
        assert hub.execute("SELECT key FROM hub_theme ORDER BY key").fetchall() == [("food",), ("tea",)]
        hub.execute(
            "INSERT INTO hub_theme (key, name, name_easy, name_en, \"order\", is_active, words) VALUES ('a', 'a', '', '', 0, true, '')"
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            hub.execute("DELETE FROM django_migrations")
