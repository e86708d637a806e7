"""What every test stands on: a database made as its owner and used as the running hub, no network, no unknown variable.

The test database is created and migrated by ``hub_owner`` (``database.py``); every test then runs as ``hub_app``, as
the hub does, so that a missing right shows here first. After a transactional test the tables are emptied (``emptying.py``).

``HUB_TEST_DATABASE`` names the test database (default ``test_hub``), for several runs on one server.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from hub import changes, fragments, page_cache, vocabulary
from hub.api import answers, reading
from hub.areas import snapshots
from tests import database, emptying, network, templates
from tests.deep_calls import with_room

network.allow_only_this_machine()
# How long an example takes says more about what else the machine does than about the code.
hypothesis.settings.register_profile("hub", deadline=None)
hypothesis.settings.load_profile("hub")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """One database for each process of pytest-xdist."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = os.environ.get("HUB_TEST_DATABASE", "test_hub")
    test = settings.DATABASES["default"].setdefault("TEST", {})
    # The tables are empty after the migrations, so there is nothing to keep for transactional tests.
    test.update(NAME=f"{name}_{worker}" if worker else name, SERIALIZE=False)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    run = getattr(request.config, "workerinput", {}).get("testrunuid")
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock(), ExitStack() as stack:
        if run is None or django_db_keepdb:
            stack.enter_context(database.migrated(keep=keep, keep_after=django_db_keepdb))
        else:
            stack.enter_context(database.copied(run))
        with django_db_blocker.block():
            yield


@pytest.fixture(autouse=True, scope="session")
def _only_what_was_written_is_emptied(django_test_environment: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: emptying.empty_database())
        yield


@pytest.fixture(autouse=True, scope="session")
def _unknown_template_variables_are_errors(django_test_environment: None) -> Iterator[None]:
    with templates.strict(), templates.rendered_as_ever():
        yield


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    """What a process keeps in memory belongs to rows that the test before has taken back, and to its throttles."""
    cache.clear()
    page_cache.memory.clear()
    answers.memory.clear()
    reading.memory.clear()
    fragments.forget_all()
    snapshots.forget_all()
    vocabulary._Kept.words = (-1, {})
    changes._Seen.of_kinds.clear()
    changes.forget_generation()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """As pytest runs a test, with room for deep calls: without it up to a sixth of the time goes to memory for their frames."""
    runner = item.config.pluginmanager.get_plugin("runner")
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


# What takes long begins first, so that at the end no process waits for one that has just begun with a minute's work.
_LONGEST = (
    *("tests/hub/supervisor/test_run.py", "tests/hub/notifications/test_chaos.py", "tests/security/test_matrix.py"),
    "tests/hub/notifications/notices/test_chaos.py",
    *("tests/events/api/test_lossless.py", "tests/security/test_hostile_text.py", "tests/security/test_parameters.py"),
)


# These use one run of the whole hub after the other and stop it in the end, so they are not shuffled.
_AS_WRITTEN = {"tests/hub/supervisor/test_run.py"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(_LONGEST)}

    def place(item: pytest.Item) -> tuple[int, int]:
        name = item.nodeid.split("::")[0]
        return places.get(name, len(_LONGEST)), (item.location[1] or 0) if name in _AS_WRITTEN else 0

    items.sort(key=place)
    # What is there now stays to the end: it need not be looked through again and again.
    gc.collect()
    gc.freeze()
