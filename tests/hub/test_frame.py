"""What is kept of the frame of the pages says the same as if it were made anew for each."""

import re
from itertools import product

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from hub import fragments, page_cache
from hub.reading import COOKIE

pytestmark = pytest.mark.django_db

PATHS = [
    "/",
    "/events/",
    "/events/week/",
    "/events/1/",
    "/places/",
    "/find/",
    "/support/",
    "/partners/",
    "/needs/",
    "/about/",
]
# A page of staff that is refused speaks Japanese in the middle, whatever its frame speaks.
ELSEWHERE = ["/nowhere", "/nowhere/", "/events", "/staff/nowhere/", "/data/api/"]


def _page(path: str, reading: str) -> str:
    page_cache.memory.clear()
    client = Client()
    client.cookies[COOKIE] = reading
    text = client.get(path).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_every_page_is_the_same_after_any_other() -> None:
    readings = [*(code for code, _name in settings.LANGUAGES), "ja+furigana"]
    asked = list(product([*PATHS, *ELSEWHERE], readings))
    anew = {}
    for which in asked:
        fragments.forget_all()
        anew[which] = _page(*which)
    assert {which: _page(*which) for which in reversed(asked)} == anew
    assert len(set(anew.values())) > len(PATHS) * 3


def test_the_menu_says_where_one_is() -> None:
    marks = {}
    for path in (*PATHS, "/nowhere/", "/events"):
        if path == "/events/week/":  # has a frame of its own
            continue
        nav = re.search(r"<nav.*?</nav>", _page(path, "ja"), re.DOTALL)
        marks[path] = re.findall(r'href="([^"]+)" aria-current="(\w+)"', nav[0] if nav else "")
    assert marks == {
        "/": [],
        "/events/": [("/events/", "page")],
        "/events/1/": [("/events/", "true")],
        "/places/": [("/places/", "page")],
        "/find/": [("/find/", "page")],
        "/support/": [("/support/", "page")],
        "/partners/": [("/partners/", "page")],
        "/needs/": [("/partners/", "true")],
        "/about/": [],
        "/nowhere/": [],
        "/events": [],
    }


def test_the_links_of_a_demonstration_are_there_in_a_demonstration_alone() -> None:
    without = _page("/about/", "ja")
    with override_settings(HUB_MAILS_FOLDER="/nowhere", HUB_EMBEDDED=True):
        assert "/demo/mails/" in _page("/about/", "ja")
    assert ("/demo/mails/" in without, _page("/about/", "ja") == without) == (False, True)
