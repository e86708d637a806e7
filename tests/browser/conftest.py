"""Debian's Chromium, and the hub as it runs: gunicorn, compressed static files, the real seed and made things."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from events.models import Place
from tests import emptying, waiting
from tests.browser.signed_in import Browsing
from tests.browser.things import Things, find_things, make_things
from tests.served import served

# A place that the things have, and no other world.
SEEDED = "ひだまりの家"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# Playwright's loop runs in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def _nobody_else() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone() == (0,))


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Made before all that uses it, and dropped when the last of them has let it go."""
    yield
    with django_db_blocker.unblock():
        waiting.until(_nobody_else, what="the servers' last sessions in the database")


@pytest.fixture(scope="session")
def live_server(database: None, live_server: LiveServer) -> LiveServer:
    return live_server


@pytest.fixture(scope="session")
def chromium(database: None) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        # Django keeps what was opened while a loop ran apart, and would not find it any more to close it.
        connections.close_all()


@pytest.fixture(scope="session")
def server(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the hub, served as by `make run`."""
    folder = tmp_path_factory.mktemp("served")
    with served(folder, collect_static=True, HUB_ROOT_URLCONF="tests.browser.urls") as url:
        yield url


@pytest.fixture(scope="session")
def _emptied_at_the_end(server: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What was committed for the browser is in no other test's way."""
    yield
    with django_db_blocker.unblock():
        emptying.empty_database()


@pytest.fixture(autouse=True)
def _nothing_of_the_seed(request: pytest.FixtureRequest) -> None:
    """Who makes a world of its own begins with empty tables, also after a file that looked at the seed's things."""
    if "transactional_db" in request.fixturenames and "things" not in request.fixturenames:
        request.getfixturevalue("transactional_db")
        if Place.objects.filter(name=SEEDED).exists():
            emptying.empty_database()


@pytest.fixture
def things(_emptied_at_the_end: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Things]:
    """The real seed and made things, committed. Made once, and again where another test has emptied the tables."""
    with django_db_blocker.unblock():
        if not Place.objects.filter(name=SEEDED).exists():
            make_things()
        yield find_things()


@pytest.fixture
def open_page(chromium: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of its own context: ``open_page("/events/", width=360, reading="en")``."""
    contexts = []

    def open_(
        address: str, *, width: int = 1280, height: int = 900, reading: str = "ja", script: bool = True, **options: Any
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="ja-JP", java_script_enabled=script,
            timezone_id="Asia/Tokyo", base_url=server, **options,
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(15_000)
        if reading != "ja":
            context.add_cookies([{"name": "reading", "value": reading, "url": server}])
        page = context.new_page()
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def browse(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Browsing]]:
    """Opens a browser of its own at the hub as the test serves it: ``browse(width=360)``."""
    opened: list[Browsing] = []

    def browse_(*, width: int = 1280, script: bool = True) -> Browsing:
        opened.append(Browsing(chromium, live_server.url, width=width, script=script))
        return opened[-1]

    yield browse_
    for one in opened:
        one.page.wait_for_load_state("networkidle")  # the tables are emptied next
        one.context.close()
