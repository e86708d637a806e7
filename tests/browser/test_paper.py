"""What is printed: one A4 sheet each, whatever the organiser wrote; the ordinary page prints too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from events.enums import State
from events.models import Event
from indicators.models import Plan
from tests.browser.things import Things

pytestmark = pytest.mark.browser

A4_POINTS = (595, 842)


def _printed(page: Page) -> tuple[int, tuple[int, int]]:
    """How many pages a printer gets, and the size of the first."""
    paper = page.pdf(prefer_css_page_size=True, print_background=False)
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", paper)
    assert box is not None
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)), (round(float(box[1])), round(float(box[2])))


SHEETS = [
    "week",
    "event",
    "series",
    "long_event",
    "wide_event",
    "moved",
    "place",
    "civic_center",
    "unsure_place",
    "companies",
]
_ADDRESSES = {"week": "/events/week/", "companies": "/partners/sheet/"}


def _sheet(things: Things, name: str) -> str:
    return _ADDRESSES.get(name) or f"{getattr(things, name)}print/"


@pytest.mark.parametrize("reading", ["ja", "ja-x-easy", "en"])
def test_each_sheet_is_one_page_of_a4(open_page: Callable[..., Page], things: Things, reading: str) -> None:
    page = open_page("about:blank", reading=reading)
    printed = {}
    for name in SHEETS:
        page.goto(_sheet(things, name))
        printed[name] = _printed(page)
    assert {name: found for name, found in printed.items() if found[0] != 1} == {}
    assert {abs(size[0] - A4_POINTS[0]) + abs(size[1] - A4_POINTS[1]) <= 2 for _count, size in printed.values()} == {
        True
    }


def test_a_plan_for_the_council_is_two_pages_at_most(open_page: Callable[..., Page], things: Things) -> None:
    page, printed = open_page("about:blank"), {}
    for plan in Plan.objects.all():
        page.goto(f"{plan.get_absolute_url()}paper/")
        printed[plan.code] = _printed(page)[0]
    assert {code: count for code, count in printed.items() if count > 2} == {}
    assert len(printed) == 5


def test_the_sheet_of_every_event_of_the_city_is_one_page(open_page: Callable[..., Page], things: Things) -> None:
    page = open_page("about:blank")
    printed = {}
    for event in Event.objects.filter(state=State.PUBLISHED, is_sample=True).order_by("pk"):
        page.goto(f"{event.get_absolute_url()}print/")
        printed[event.title] = _printed(page)[0]
    assert {title: count for title, count in printed.items() if count != 1} == {}
    assert len(printed) > 20


@pytest.mark.parametrize(
    "selection", ["?free=1&mark=alone&mark=leave&theme=food&q=お茶&town=台町四丁目&near=1", "?q=ない"]
)
def test_the_sheet_of_a_selection_is_one_page(open_page: Callable[..., Page], things: Things, selection: str) -> None:
    assert _printed(open_page(f"/events/week/{selection}"))[0] == 1


def test_everything_on_the_sheet_is_on_the_paper(open_page: Callable[..., Page], things: Things) -> None:
    page = open_page("about:blank", width=718, height=1_047)
    page.emulate_media(media="print")
    for name in SHEETS:
        page.goto(_sheet(things, name))
        # The QR code leads to the public address and is dark enough to be read.
        assert page.locator(".qr path").count() == 1
        assert page.locator(".num, .a4-foot p").count() > 0
        assert not page.locator(".sheet-bar").is_visible()


# A place about which everything is told takes most.
@pytest.mark.parametrize(
    ("name", "most"), [("event", 2), ("series", 2), ("civic_center", 2), ("place", 4), ("partner", 4)]
)
def test_the_ordinary_page_prints_what_it_says(
    open_page: Callable[..., Page], things: Things, name: str, most: int
) -> None:
    page = open_page(getattr(things, name))
    assert _printed(page)[0] <= most
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("dl.qa").is_visible()
    left_out = (".head", ".foot", ".crumbs", ".skip", "aside .btn", "aside .ways")
    assert [one for one in left_out if page.locator(one).count() and page.locator(one).first.is_visible()] == []


def test_the_sheet_has_readings_for_those_who_need_them(open_page: Callable[..., Page], things: Things) -> None:
    for name in ("week", "event", "place"):
        assert open_page(_sheet(things, name)).locator("ruby").count() > 5, name
