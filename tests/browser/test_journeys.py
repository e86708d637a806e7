"""From the front door to a place and to an event: by mouse, by keyboard alone, without JavaScript, on a telephone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.things import Things

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
HOME = "台町四丁目"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", WIDTHS)
def test_front_door_to_place_to_event_by_mouse(
    open_page: Callable[..., Page], things: Things, width: int, script: bool
) -> None:
    page = open_page("/", width=width, script=script)
    page.get_by_role("link", name="立ち寄る", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("立ち寄れる場所")
    if width < 960:
        page.get_by_role("button", name="条件を変える").click()
    page.get_by_label("言葉", exact=True).fill("ひだまり")
    page.get_by_role("button", name="この条件で見る").click()
    expect(page.locator(".count b")).to_have_text("1")
    page.get_by_role("link", name="ひだまりの家").click()
    expect(page.locator("h1")).to_have_text("ひだまりの家")
    page.get_by_role("link", name="毎週のお茶会").first.click()
    expect(page.locator("h1")).to_have_text("毎週のお茶会")
    assert page.url.endswith(things.series)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", WIDTHS)
def test_town_to_event_and_its_sheet(open_page: Callable[..., Page], things: Things, width: int, script: bool) -> None:
    page = open_page("/", width=width, script=script)
    page.get_by_label("町の名前か郵便番号").fill(HOME)
    page.locator("form", has=page.get_by_label("町の名前か郵便番号")).get_by_role("button", name="催しをさがす").click()
    expect(page.locator(".chips").first).to_contain_text(HOME)
    page.get_by_role("link", name="日を変えたお茶会").first.click()
    expect(page.locator(".note").first).to_contain_text("日時変更")
    page.get_by_role("link", name="印刷する").click()
    expect(page.locator(".a4 h1")).to_contain_text("日")


def _focused(page: Page) -> str:
    return str(
        page.evaluate(
            "() => { const it = document.activeElement; return (it.labels?.[0]?.textContent || it.textContent || it.id).trim(); }"
        )
    )


# A ring around what has the focus, or around the region of the map.
RING = """
() => {
  const it = document.activeElement;
  if (it === document.body) return true;
  const of = it.closest('svg.map') ? it.querySelector('path') : it;
  const style = getComputedStyle(of), box = of.getBoundingClientRect();
  const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none'
    || (it.closest('svg.map') && parseFloat(style.strokeWidth) >= 3)
    || (it.matches('main') && it.tabIndex === -1)
    || it.matches('[type=date]'); // the browser rings the part that is being typed in
  return ring && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}
"""


def _tab_to(page: Page, wanted: str, *, most: int = 90) -> int:
    """Presses Tab until ``wanted`` has the focus; on the way everything shows that it has it. How often it was pressed."""
    for pressed in range(1, most):
        page.keyboard.press("Tab")
        said = _focused(page)
        assert page.evaluate(RING), f"no ring: {said}"
        if re.fullmatch(wanted, said):
            return pressed
    raise AssertionError(f"{wanted} is not within {most} tabs")


@pytest.mark.parametrize("width", WIDTHS)
def test_by_keyboard_alone(open_page: Callable[..., Page], things: Things, width: int) -> None:
    page = open_page("/", width=width)
    assert _tab_to(page, "本文へ進む") == 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    _tab_to(page, "立ち寄る")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("立ち寄れる場所")
    if width < 960:
        _tab_to(page, "条件を変える")
        page.keyboard.press("Enter")
        expect(page.locator("#filters")).to_be_visible()
    _tab_to(page, "言葉")
    page.keyboard.type("ひだまり")
    page.keyboard.press("Enter")
    expect(page.locator(".count b")).to_have_text("1")
    _tab_to(page, "ひだまりの家")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("ひだまりの家")
    _tab_to(page, "毎週のお茶会")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("毎週のお茶会")


@pytest.mark.parametrize(
    ("address", "opener", "first"), [("/", "メニュー", "出かける"), ("/events/", r"条件を変える.*", "言葉")]
)
def test_sheets_open_and_close_by_keyboard(
    open_page: Callable[..., Page], things: Things, address: str, opener: str, first: str
) -> None:
    page = open_page(address, width=360)
    _tab_to(page, opener)
    page.keyboard.press("Enter")
    sheet = page.locator(".sheet:popover-open")
    expect(sheet).to_have_count(1)
    page.keyboard.press("Tab")
    assert _focused(page) == first
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    assert re.fullmatch(opener, _focused(page))
    page.keyboard.press("Enter")
    _tab_to(page, "閉じる")
    page.keyboard.press("Enter")
    expect(sheet).to_have_count(0)


def test_filters_are_chosen_by_keyboard(open_page: Callable[..., Page], things: Things) -> None:
    page = open_page("/events/")
    _tab_to(page, "一人参加歓迎")
    page.keyboard.press("Space")
    _tab_to(page, "無料")
    page.keyboard.press("Space")
    _tab_to(page, "この条件で見る")
    page.keyboard.press("Enter")
    expect(page.locator(".chips").first).to_contain_text("一人参加歓迎")
    assert set(page.url.partition("?")[2].split("&")) >= {"mark=alone", "free=1"}


def test_the_map_is_a_list_of_links_by_keyboard_and_can_be_skipped(
    open_page: Callable[..., Page], things: Things
) -> None:
    page = open_page("/events/?view=map")
    _tab_to(page, "地図をとばす")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "地区の名前" in _focused(page)
    expect(page.locator("#districts-names a").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"district=\d+"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_language_and_furigana_are_kept_from_page_to_page(
    open_page: Callable[..., Page], things: Things, script: bool
) -> None:
    page = open_page(things.series, script=script)
    page.get_by_role("link", name="ふりがな", exact=True).click()
    assert page.url.endswith(things.series)
    assert page.locator("ruby").count() > 5
    page.goto("/places/")
    assert page.locator("ruby").count() > 5
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("width", [640])
def test_the_journey_at_twice_the_size(open_page: Callable[..., Page], things: Things, width: int) -> None:
    """1280 px at 200 %."""
    page = open_page("/", width=width, height=450, device_scale_factor=2)
    page.get_by_role("link", name="出かける", exact=True).last.click()
    page.get_by_role("button", name=re.compile("条件を変える")).click()
    page.get_by_label("言葉", exact=True).fill("毎週のお茶会")
    page.get_by_role("button", name="この条件で見る").click()
    page.locator(".ev").get_by_role("link", name="毎週のお茶会").first.click()
    expect(page.locator("h1")).to_have_text("毎週のお茶会")
    box = page.locator("aside .ways a").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_what_was_wrong_is_led_to(open_page: Callable[..., Page], things: Things, width: int) -> None:
    page = open_page("/events/?town=%E7%81%AB%E6%98%9F", width=width)
    page.locator(".wrongs a").click()
    expect(page.get_by_label("町の名前・郵便番号・駅")).to_be_focused()
