"""One of everything for the tests of a file: it is made once and committed, and each test takes back its own changes."""

import copy
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from hub import heartbeats
from tests.emptying import empty_database
from tests.security.world import World, make_world


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        with transaction.atomic():
            made = make_world()
            connection.run_on_commit = []  # nobody is told, as in a test that is taken back
        connection.close()
    yield made
    with django_db_blocker.unblock():
        empty_database()
        connection.close()


@pytest.fixture
def world(_made: World, db: None) -> World:
    heartbeats.record_heartbeat(heartbeats.WORKER)  # that of the world's making may be minutes old
    return copy.deepcopy(_made)
