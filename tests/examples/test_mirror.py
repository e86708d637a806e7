"""``docs/examples/mirror.py``: whatever happens to the hub or to itself, it ends equal to the full list."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.models import Event, Place
from events.services.merging import merge_place
from events.services.occurrences import cancel_occurrence, move_occurrence
from events.services.publishing import close, hide, publish, unhide
from events.services.writing import finish_edit, save_edited
from hub.accounts.models import Organization, User
from hub.api.log import renew_epoch
from hub.api.resources import registered
from hub.models import Theme
from tests.events.members import public_event, public_place
from tests.events.published import draft_event, published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
Run = Callable[..., str]
Things = dict[tuple[str, int], Any]


@pytest.fixture
def by() -> User:
    return UserFactory(coordinator=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mirror.sqlite3"


def _mirrored(path: Path, table: str = "things") -> Things:
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(f"SELECT kind, id, document FROM {table}").fetchall()
    return {(kind, key): json.loads(document) for kind, key, document in rows}


def _listed() -> Things:
    """The full lists, page after page."""
    found: Things = {}
    for resource in registered():
        url = f"{resource.path}?page_size=7" if resource.has_changes else ""
        while url:
            page = Client().get(url).json()
            found |= {(resource.name, thing["id"]): thing for thing in page["results"]}
            url = page["next"] or ""
    return found


def _make() -> tuple[list[Event], list[Place], Organization]:
    Theme.objects.create(key="food", name="食")
    organization = OrganizationFactory(verified=True)
    places = [published_place(f"場{number}") for number in range(4)] + [public_place(organization)]
    begin = timezone.now() + timedelta(days=3)
    events = [
        published_event(
            f"催し{number}", begin + timedelta(days=number), begin, place=places[number % 4], themes=["food"]
        )
        for number in range(8)
    ]
    return [*events, public_event(organization)], places, organization


def _change_all(events: list[Event], places: list[Place], by: User) -> None:
    """One of each thing that can become of what is public, and what never was."""
    draft_event("まだ下書き")
    published_event("あとから来た催し")
    published_place("あとから来た場")
    cancel_occurrence(events[0].occurrences.earliest("starts_at"), by=None, note="台風のため")
    date = events[1].occurrences.latest("starts_at")
    move_occurrence(
        date, by=None, starts_at=date.starts_at - timedelta(days=9), ends_at=date.ends_at, note="会場の都合"
    )
    hide(events[2], by=by, reason="確かめるため")
    hide(events[3], by=by, reason="確かめるため")
    unhide(events[3], by=by, reason="確かめました")
    publish(events[3], by=None)
    close(events[4], by=None)
    events[5].title = "名前を変えた催し"
    save_edited(events[5], by=by, changed=["title"])
    finish_edit(events[5], changed=["title"])
    places[0].name = "名前を変えた場"
    save_edited(places[0], by=by, changed=["name"])
    finish_edit(places[0], changed=["name"])
    close(places[3], by=None)
    merge_place(places[1], into=places[2], by=by, reason="同じ場です")


def test_it_follows_whatever_happens(site: str, path: Path, run: Run, by: User) -> None:
    events, places, _organization = _make()
    assert "一覧を読み終えました" in run("mirror.py", site, path, "--once")
    before = _mirrored(path)
    assert before == _listed()
    assert {kind for kind, _key in before} == {"events", "places", "organizations", "themes"}
    _change_all(events, places, by)
    said = run("mirror.py", site, path, "--once")
    after = _mirrored(path)
    assert after == _listed() != before
    gone = {("events", events[2].pk), ("events", events[4].pk), ("places", places[3].pk), ("places", places[1].pk)}
    assert before.keys() - after.keys() == gone
    assert "4件を消しました" in said
    assert "一覧" not in said
    assert "変更 0件" in run("mirror.py", site, path, "--once")


def test_it_follows_page_by_page(site: str, path: Path, run: Run, by: User, settings: Settings) -> None:
    events, places, _organization = _make()
    run("mirror.py", site, path, "--once", "--page-size", 2)
    settings.HUB_API_CHANGES = (2, 2)
    _change_all(events, places, by)
    said = run("mirror.py", site, path, "--once")
    assert _mirrored(path) == _listed()
    assert said.count("件を新しくし") > 3


def test_killed_in_the_middle_it_goes_on_where_it_was(
    site: str, path: Path, run: Run, start: Callable[..., "Popen[str]"], by: User, settings: Settings
) -> None:
    """It is told to wait in the middle of its lists, killed while it does, and misses nothing of what happens then."""
    events, places, _organization = _make()
    settings.HUB_API_LIMITS = {"visitor": 6, "token": 6}
    process = start("mirror.py", site, path, "--page-size", 1)
    assert process.stdout
    assert any("429" in line for line in process.stdout)
    process.kill()
    process.wait()
    begun = _mirrored(path, "fresh")
    assert 0 < len(begun) < len(_listed_quietly(settings))
    assert _mirrored(path) == {}
    _change_all(events, places, by)
    said = run("mirror.py", site, path, "--once", "--page-size", 1)
    assert "続きから読みます" in said
    assert _mirrored(path) == _listed()


def _listed_quietly(settings: Settings) -> Things:
    settings.HUB_API_LIMITS = {"visitor": 100_000, "token": 100_000}
    cache.clear()
    return _listed()


def test_a_log_that_began_anew_makes_it_read_all_again(site: str, path: Path, run: Run, by: User) -> None:
    events, places, _organization = _make()
    run("mirror.py", site, path, "--once")
    before = _mirrored(path)
    _change_all(events, places, by)
    renew_epoch()
    said = run("mirror.py", site, path, "--once")
    assert "一覧を読み直します" in said
    assert _mirrored(path) == _listed() != before


def test_a_log_that_began_anew_while_it_was_stopped_in_the_middle(
    site: str, path: Path, run: Run, start: Callable[..., "Popen[str]"], by: User, settings: Settings
) -> None:
    events, places, _organization = _make()
    settings.HUB_API_LIMITS = {"visitor": 6, "token": 6}
    process = start("mirror.py", site, path, "--page-size", 1)
    assert process.stdout
    assert any("429" in line for line in process.stdout)
    process.kill()
    process.wait()
    renew_epoch()
    _change_all(events, places, by)
    _listed_quietly(settings)
    run("mirror.py", site, path, "--once")
    assert _mirrored(path) == _listed()


def test_where_nothing_changed_it_asks_with_the_tag(path: Path, run: Run, told: "Told") -> None:
    told.answers = [
        *[(200, {"ETag": '"t"'}, {"next": "a-1"})],
        *[(200, {}, {"results": [], "next": None})] * 7,
        (200, {"ETag": '"e"'}, {"changes": [], "next": "a-1", "has_more": False}),
    ]
    run("mirror.py", told.url, path, "--once")
    told.answers = [(503, {"Retry-After": "0"}, {}), (429, {"Retry-After": "0"}, {}), (304, {}, None)]
    said = run("mirror.py", told.url, path, "--once")
    assert [asked for _path, asked in told.asked[-3:]] == ['"e"'] * 3
    assert told.asked[-1][0].startswith("/api/v1/changes/?since=a-1&")
    assert "変更 0件" in said


def test_a_refusal_is_told_and_nothing_is_lost(path: Path, start: Callable[..., "Popen[str]"], told: "Told") -> None:
    told.answers = [(404, {}, {"title": "見つかりません"})]
    process = start("mirror.py", told.url, path, "--once")
    said, _nothing = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "404" in said
    assert "見つかりません" in said
    assert _mirrored(path) == {}


class Told:
    """A server that answers what it is told to, in turn, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], Any]] = []
        self.asked: list[tuple[str, str]] = []
        self.url = ""


@pytest.fixture
def told() -> Iterator[Told]:
    kept = Told()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kept.asked.append((self.path, self.headers.get("If-None-Match", "")))
            status, headers, body = kept.answers.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if body is not None:
                self.wfile.write(json.dumps(body, ensure_ascii=False).encode())

        def log_message(self, *_said: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()
