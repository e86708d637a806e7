"""axe-core, WCAG 2.0 to 2.2 A and AA and best practice, on every page in every state: no violation."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.things import Things, states
from tests.tiers import often

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280)
# What an English reader, a reader of easy Japanese and one of furigana see most.
MAIN = (
    "front", "list filled in", "list empty", "list with errors", "calendar", "map of events", "week sheet", "event", "event sheet",
    "series", "places", "map of places", "place", "place sheet", "answers", "questions with errors", "support", "companies", "partners", "partner", "figures", "figure", "draft of a plan", "about",
    "problem 404", "problem 500",
)  # fmt: skip


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found.response["violations"]]


def _look(page: Page, addresses: dict[str, str]) -> dict[str, Any]:
    wrong = {}
    for name, address in addresses.items():
        page.goto(address)
        if found := _violations(page):
            wrong[name] = found
    return wrong


@pytest.mark.parametrize("width", often(WIDTHS, 360))
def test_every_page_in_every_state(
    open_page: Callable[..., Page], things: Things, width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    page = open_page("about:blank", width=width, bypass_csp=True)
    shown = {name: address for name, address in states(things).items() if name != "login"}
    wrong = _look(page, shown)
    with capsys.disabled():
        print(f"\naxe at {width} px: {len(shown)} pages, {sum(map(len, wrong.values()))} violations")  # noqa: T201
    assert wrong == {}


@pytest.mark.parametrize(
    ("reading", "width"), [("ja+furigana", 360), pytest.param("ja-x-easy", 1280, marks=pytest.mark.soak), ("en", 360)]
)
def test_every_way_of_reading(open_page: Callable[..., Page], things: Things, reading: str, width: int) -> None:
    page = open_page("about:blank", width=width, reading=reading, bypass_csp=True)
    known = states(things)
    assert _look(page, {name: known[name] for name in MAIN}) == {}


@pytest.mark.parametrize(
    ("address", "opener"),
    [
        ("/", "menu"),
        ("/events/", "menu"),
        ("/events/", "filters"),
        ("/places/", "filters"),
        ("/partners/list/", "filters"),
    ],
)
def test_what_opens_over_the_page(open_page: Callable[..., Page], things: Things, address: str, opener: str) -> None:
    page = open_page(address, width=360, bypass_csp=True)
    page.click(f"[popovertarget={opener}].opener")
    page.wait_for_selector(f"#{opener}:popover-open")
    assert _violations(page) == []


@pytest.mark.parametrize("address", ["/events/", "/places/", "/events/?view=map", "/partners/list/"])
def test_what_is_folded_away(open_page: Callable[..., Page], things: Things, address: str) -> None:
    page = open_page(address, bypass_csp=True)
    while page.locator("details:not([open]) > summary").count():
        page.locator("details:not([open]) > summary").first.click()
    assert page.locator("details[open]").count() == page.locator("details").count() > 0
    assert _violations(page) == []


def test_axe_does_find(open_page: Callable[..., Page], things: Things) -> None:
    page = open_page("/", bypass_csp=True)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\"><input>')")
    assert [found.partition(":")[0] for found in _violations(page)] == ["image-alt", "label"]
