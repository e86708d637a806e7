"""Each public page in each language; on an English page every Japanese text says that it is Japanese."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from events.models import Event, Place
from hub.templatetags.reading import day, listed, month, plain_day, short_day, with_city, with_numbers
from hub.untranslated import label_japanese
from tests.events.factories import EventFactory, PlaceFactory
from tests.events.views.conftest import at, now, words
from tests.hub.areas.factories import DistrictFactory
from tests.markup import Node, parse

__all__ = ["now", "words"]

_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
# Attributes that a reader hears or sees.
_SPOKEN = ("alt", "aria-label", "title", "placeholder")
ADDRESSES = [
    "/",
    "/events/",
    "/events/?view=calendar",
    "/events/?view=map",
    "/events/?q=%E3%81%AA%E3%81%84&district=1&town=zz",
    "/events/week/",
    "/places/",
    "/places/?view=map",
    "/find/",
    "/find/?ask=1&theme=games&talk=none",
    "/support/",
    "/about/",
    "/about/privacy/",
    "/about/accessibility/",
    "{event}",
    "{event}print/",
    "{place}",
    "{place}print/",
]


@pytest.fixture
def event() -> Event:
    return EventFactory(
        published=True,
        sample=True,
        title="囲碁の会",
        subtitle="はじめての方も",
        description="ゆっくり打ちます。",
        organizer_name="囲碁クラブ",
        venue_name="台町市民センター",
        how_to_apply="電話で",
        fee_text="100円（お茶代）",
        parking_note="なし",
        source="八王子市",
        starts=[at(11, 25, 14), at(11, 28, 14)],
    )


@pytest.fixture
def place() -> Place:
    return PlaceFactory(
        published=True,
        name="東の家",
        hours=[(2, "09:00", "17:00")],
        description="だれでもどうぞ。",
        operator_name="東の会",
    )


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["ja", "ja-x-easy", "en"])
def test_every_page_in_every_language(client: Client, event: Event, place: Place, language: str, address: str) -> None:
    DistrictFactory(name="南大沢中学校区")
    client.cookies["reading"] = language
    answer = client.get(address.format(event=event.get_absolute_url(), place=place.get_absolute_url()))
    assert answer.status_code == 200
    page = parse(answer)
    assert page.one("html").attributes["lang"] == language.removesuffix("-x-easy")
    if language == "en":
        assert _unlabelled(page) == []


@pytest.mark.parametrize("language", ["ja-x-easy", "en"])
def test_the_page_that_is_not_there(client: Client, language: str) -> None:
    client.cookies["reading"] = language
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert language != "en" or _unlabelled(parse(answer)) == []


def _unlabelled(page: Node) -> list[str]:
    """Japanese text that no element marks as such. A title has no room for a mark; a hint shows what to type."""
    found = [text for text in _texts(page.one("body"), is_japanese=False) if _JAPANESE.search(text)]
    for node in page.one("body").walk():
        said = [value for key, value in node.attributes.items() if key in _SPOKEN and _JAPANESE.search(value or "")]
        if said and node.tag != "input" and not _is_japanese(node):
            found += said
    return found


def _texts(node: Node, *, is_japanese: bool) -> Iterator[str]:
    is_japanese = node.attributes.get("lang", "ja" if is_japanese else "en") == "ja"
    for child in node.children:
        if isinstance(child, Node):
            yield from _texts(child, is_japanese=is_japanese)
        elif not is_japanese:
            yield child


def _is_japanese(node: Node | None) -> bool:
    while node is not None:
        if "lang" in node.attributes:
            return node.attributes["lang"] == "ja"
        node = node.parent
    return False


def test_an_english_page_says_that_events_are_japanese(client: Client) -> None:
    client.cookies["reading"] = "en"
    assert "are written in Japanese" in parse(client.get("/events/")).text
    client.cookies["reading"] = "ja"
    assert "are written in Japanese" not in parse(client.get("/events/")).text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Near 南大沢二丁目, free</p>", '<p>Near <span lang="ja">南大沢二丁目</span>, free</p>'),
        ('<p lang="ja">囲碁</p>', '<p lang="ja">囲碁</p>'),
        ("<title>囲碁</title><option>囲碁</option>", "<title>囲碁</title><option>囲碁</option>"),
        ("<p>ﾀﾞﾝｽ &lt;b&gt;</p>", '<p><span lang="ja">ﾀﾞﾝｽ</span> &lt;b&gt;</p>'),
        ("<p>Go</p>", "<p>Go</p>"),
    ],
)
def test_the_mark_on_what_is_not_translated(html: str, expected: str) -> None:
    assert label_japanese(html, "en") == expected


DATES = [
    ("ja", "11月23日(月・祝)", "23日(月・祝)", "11月23日", "11", "囲碁、将棋"),
    ("ja-x-easy", "11月23日(月・祝)", "23日(月・祝)", "11月23日", "11", "囲碁、将棋"),
    ("en", "Mon 23 Nov", "Mon 23", "23 Nov", "Nov", "囲碁, 将棋"),
]


@pytest.mark.parametrize(("language", "full", "short", "plain", "month_name", "things"), DATES)
def test_dates(language: str, full: str, short: str, plain: str, month_name: str, things: str) -> None:
    holiday = date(2026, 11, 23)
    with translation.override(language), time_machine.travel("2026-11-20", tick=False):
        assert (day(holiday), short_day(holiday), plain_day(holiday)) == (full, short, plain)
        assert (month(holiday), listed(["囲碁", "将棋"])) == (month_name, things)


def test_a_far_date_has_its_year() -> None:
    with translation.override("en"), time_machine.travel("2025-01-20", tick=False):
        assert day(date(2026, 11, 23)) == "Mon 23 Nov 2026"


def test_an_address_stays_japanese() -> None:
    with translation.override("en"):
        assert with_city("南大沢2-27") == "八王子市南大沢2-27"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("電話 042-000-0000（平日）", '電話 <a href="tel:0420000000">042-000-0000</a>（平日）'),
        ("090-0000-0000か店頭で", '<a href="tel:09000000000">090-0000-0000</a>か店頭で'),
        ("受付 2026-11-26、番号 1-042-000-0000", "受付 2026-11-26、番号 1-042-000-0000"),
        ("<b>042-000-0000</b>", '&lt;b&gt;<a href="tel:0420000000">042-000-0000</a>&lt;/b&gt;'),
        ("", ""),
    ],
)
def test_numbers_in_a_line_can_be_pressed(line: str, shown: str) -> None:
    assert with_numbers(line) == shown
